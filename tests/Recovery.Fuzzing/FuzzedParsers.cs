using System.Collections.Immutable;
using NodaTime;
using Recovery.Intake.Calls;
using Recovery.Intake.Mail;

namespace Recovery.Fuzzing;

/// <summary>The parsers of the core; those of the web project are added where it is in reach.</summary>
public static class FuzzedParsers
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 22, 12, 0);

    private static readonly CallDetails s_call = new();

    public static ImmutableArray<FuzzedParser> All { get; } =
    [
        new("mail", "Mail/*.eml", bytes => MimeMail.Read(bytes, MailEnvelope.None, s_now)) { Tokens = FuzzTokens.Mime },
        .. CallTranscripts.Formats.Select(format => new FuzzedParser(
            $"call-{format}", $"Calls/Payloads/{format}", bytes => CallTranscripts.Complaint(CallTranscripts.Read(format, bytes, s_call), s_call)) { Tokens = FuzzTokens.Call }),
        new("call-mask", "Calls/Payloads/twilio", bytes => SpokenNumbers.MaskDocument(bytes)) { Tokens = FuzzTokens.Call },
    ];
}
