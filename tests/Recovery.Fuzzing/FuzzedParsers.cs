using System.Collections.Immutable;
using System.Text;
using NodaTime;
using Recovery.Intake.Calls;
using Recovery.Intake.Mail;

namespace Recovery.Fuzzing;

/// <summary>The parsers of the core; those of the web project are in WebParsers.</summary>
public static class FuzzedParsers
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 22, 12, 0);

    private static readonly CallDetails s_call = new();

    public static ImmutableArray<FuzzedParser> All { get; } =
    [
        new("mail", "Mail/*.eml", bytes => MimeMail.Read(bytes, MailEnvelope.None, s_now)) { Tokens = FuzzTokens.Mime, MemoryBound = MimeMail.MemoryBound },
        new("postmark", "Providers/Payloads/postmark*.json", bytes => ProviderMail.Postmark(bytes, s_now)) { Tokens = FuzzTokens.Json },
        new("sendgrid", "Providers/Payloads/sendgrid*.txt", bytes => ProviderMail.SendGrid(FormPosts.Read(bytes), s_now)) { Tokens = FuzzTokens.Forms },
        new("mailgun", "Providers/Payloads/mailgun*.txt", bytes => ProviderMail.Mailgun(FormPosts.Read(bytes), s_now)) { Tokens = FuzzTokens.Forms },
        new("graph", "Providers/Payloads/graph*.json", bytes => GraphNotifications.Read(bytes)) { Tokens = FuzzTokens.Json },
        new("html", "Providers/Html/*.html", bytes => HtmlText.Of(Encoding.UTF8.GetString(bytes.Span))) { Tokens = FuzzTokens.Html },
        new("quoted", "Providers/Quoted/*.txt", bytes => QuotedText.Split(Encoding.UTF8.GetString(bytes.Span))) { Tokens = FuzzTokens.Quotes },
        .. CallTranscripts.Formats.Select(format => new FuzzedParser(
            $"call-{format}", $"Calls/Payloads/{format}", bytes => CallTranscripts.Complaint(CallTranscripts.Read(format, bytes, s_call), s_call)) { Tokens = FuzzTokens.Call }),
        new("call-mask", "Calls/Payloads/twilio", bytes => SpokenNumbers.MaskDocument(bytes)) { Tokens = FuzzTokens.Call },
    ];
}
