using NodaTime;
using Recovery.Intake.Mail.Providers;

namespace Recovery.Intake.Mail;

/// <summary>One part of a form post, its bytes as they came.</summary>
/// <param name="FileName">Null for a field.</param>
/// <param name="MediaType">With its parameters; null when the part does not say.</param>
public sealed record MailFormPart(string Name, string? FileName, string? MediaType, ReadOnlyMemory<byte> Content);

/// <summary>
/// Reads mail in the shapes in which providers post it. What a provider took apart is put together again and read as any other
/// mail, so that one reader decides what is quoted, what is a report and what goes too far. What a provider itself made of
/// quotations (StrippedTextReply, stripped-text) is used only when it sent nothing else.
/// </summary>
public static class ProviderMail
{
    /// <summary>Postmark's inbound webhook: one JSON object.</summary>
    /// <exception cref="UnreadableMailException">It is not of that shape.</exception>
    public static InboundMail Postmark(ReadOnlyMemory<byte> json, Instant now) => PostmarkMail.Read(json, now);

    /// <summary>SendGrid's Inbound Parse: fields with their charsets, or the raw mail in <c>email</c>.</summary>
    /// <exception cref="UnreadableMailException">It is not of that shape.</exception>
    public static InboundMail SendGrid(IReadOnlyList<MailFormPart> parts, Instant now) => SendGridMail.Read(new MailForm(parts), now);

    /// <summary>Mailgun's routes: parsed fields, or the raw mail in <c>body-mime</c>. The signature is checked by the caller.</summary>
    /// <exception cref="UnreadableMailException">It is not of that shape.</exception>
    public static InboundMail Mailgun(IReadOnlyList<MailFormPart> parts, Instant now) => MailgunMail.Read(new MailForm(parts), now);
}
