using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Recovery.Cases;
using Recovery.Messages;

namespace Recovery.Local.Mail;

/// <summary>Mail as the base library sends and writes it; MimeKit is not in the registry of the build machines.</summary>
internal static class MailMessages
{
    /// <returns>To be disposed of.</returns>
    /// <exception cref="EffectRejectedException">An address is not one that the base library can write.</exception>
    public static MailMessage Of(ComposedMail mail)
    {
        var message = new MailMessage
        {
            From = mail.From,
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        foreach (var to in mail.To)
            message.To.Add(Address(to));
        if (mail.ReplyTo is { } replyTo)
            message.ReplyToList.Add(new MailAddress(replyTo));
        foreach (var (name, value) in mail.Headers)
            message.Headers.Add(name, value);
        message.AlternateViews.Add(Part(mail.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(Part(mail.Html, MediaTypeNames.Text.Html));
        return message;
    }

    private static MailAddress Address(MailRecipient to)
    {
        var address = new MailAddress(to.Address, to.Name, Encoding.UTF8);
        return Ascii.IsValid(address.User) ? address : throw new EffectRejectedException("The address is not one that mail can be sent to.");
    }

    private static AlternateView Part(string text, string mediaType)
    {
        // Lines end as the wire has them, or the encoder writes line feeds as if they were part of the text.
        var part = AlternateView.CreateAlternateViewFromString(text.ReplaceLineEndings("\r\n"), Encoding.UTF8, mediaType);
        part.TransferEncoding = TransferEncoding.QuotedPrintable;
        return part;
    }
}
