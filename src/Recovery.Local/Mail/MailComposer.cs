using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Recovery.Cases;
using Recovery.Messages;
using Recovery.Policy;

namespace Recovery.Local.Mail;

/// <param name="Name">The same for the same effect; fit to be a file's name.</param>
/// <param name="Message">To be disposed of by whoever asked for it.</param>
public sealed record OutgoingMail(string Name, MailMessage Message);

/// <summary>
/// Makes mail of effects. The same effect gives the same Message-ID, so that a repeat can be recognised. Built on the base
/// library's <see cref="MailMessage"/>, since MimeKit is not in the registry of the build machines.
/// </summary>
/// <param name="addresses">Whom it is from.</param>
/// <param name="site">Where the site is reached, ending in a slash.</param>
/// <param name="tokens">For links and reply addresses.</param>
public sealed class MailComposer(MailAddresses addresses, Func<Uri> site, CaseTokens tokens)
{
    private const int LongestSubject = 200;

    /// <exception cref="EffectRejectedException">The address is none.</exception>
    public OutgoingMail Compose(CustomerEmail email)
    {
        var status = new Uri(site(), $"status/{tokens.Status(email.Case)}");
        var mail = Compose(email, email.Subject, email.Body.Replace(MessageText.StatusLink, status.AbsoluteUri, StringComparison.Ordinal), email.Language);
        Address(mail, email.To, email.ToName);
        mail.ReplyToList.Add(addresses.ReplyTo(tokens.Reply(email.Case)));
        if (!WrittenByStaff(email.Kind))
            mail.Headers.Add("Auto-Submitted", "auto-generated");
        return new OutgoingMail(NameOf(email), mail);
    }

    /// <summary>One message to all of them, or null when there is none with an address.</summary>
    public OutgoingMail? Compose(StaffAlert alert, IEnumerable<Person> people)
    {
        var to = people.Where(p => !string.IsNullOrWhiteSpace(p.Email)).DistinctBy(p => p.Email, StringComparer.OrdinalIgnoreCase).ToList();
        if (to.Count == 0)
            return null;
        var console = new Uri(site(), $"console/cases/{alert.Case}");
        var mail = Compose(alert, alert.Subject, alert.Body.Replace(MessageText.ConsoleLink, console.AbsoluteUri, StringComparison.Ordinal), language: null);
        foreach (var person in to)
            Address(mail, person.Email!, person.Name);
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return new OutgoingMail(NameOf(alert), mail);
    }

    private MailMessage Compose(CaseEffect effect, string subject, string markdown, string? language)
    {
        var mail = new MailMessage
        {
            From = addresses.From,
            Subject = OneLine(subject, LongestSubject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        mail.Headers.Add("Message-ID", $"<{NameOf(effect)}@{addresses.From.Host}>");
        // No message of ours has this id: it only tells mail programs that all messages of a case belong together.
        mail.Headers.Add("In-Reply-To", $"<{effect.Case}@{addresses.From.Host}>");
        mail.Headers.Add("References", $"<{effect.Case}@{addresses.From.Host}>");
        mail.Headers.Add("X-Auto-Response-Suppress", "All");
        mail.AlternateViews.Add(Part(MessageBody.ToText(markdown), MediaTypeNames.Text.Plain));
        mail.AlternateViews.Add(Part(Page(MessageBody.ToHtml(markdown), mail.Subject, language), MediaTypeNames.Text.Html));
        return mail;
    }

    private static AlternateView Part(string text, string mediaType)
    {
        // Lines end as the wire has them, or the encoder writes line feeds as if they were part of the text.
        var lines = text.ReplaceLineEndings("\r\n");
        var part = AlternateView.CreateAlternateViewFromString(lines, Encoding.UTF8, mediaType);
        part.TransferEncoding = TransferEncoding.QuotedPrintable;
        return part;
    }

    private static string Page(string body, string title, string? language)
    {
        var lang = language is null ? "" : $" lang=\"{WebUtility.HtmlEncode(language)}\"";
        return
            $"""
            <!doctype html>
            <html{lang}>
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{WebUtility.HtmlEncode(title)}</title></head>
            <body style="max-width:40em;margin:1.5em auto;padding:0 1em;font-family:sans-serif;line-height:1.5">
            {body}
            </body>
            </html>

            """;
    }

    private static void Address(MailMessage mail, string address, string? name)
    {
        // The base library takes "a, b@c" for somebody called "a," too.
        if (!MailAddress.TryCreate(address, DisplayName(name), Encoding.UTF8, out var to) || to.Address != address || !Ascii.IsValid(to.User))
            throw new EffectRejectedException("The address is not one that mail can be sent to.");
        mail.To.Add(to);
    }

    // The base library puts a display name between quotes as it is; these characters would end the name and begin an address.
    private static string DisplayName(string? name) =>
        OneLine(name ?? "", 100).Replace('"', '\'').Replace('\\', '/').Replace('<', '(').Replace('>', ')');

    // What staff wrote for this customer is no automatic message (RFC 3834), and an absent header says so.
    private static bool WrittenByStaff(MessageKind kind) =>
        kind is MessageKind.Message or MessageKind.Resolution or MessageKind.Waiting or MessageKind.Extended;

    private static string NameOf(CaseEffect effect) =>
        string.Concat(effect.Id.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '-'));

    // Nothing that starts a new header line can come through.
    private static string OneLine(string text, int longest)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= longest)
                break;
            var breaks = Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is
                System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;
            line.Append(breaks ? " " : rune.ToString());
        }

        return line.ToString().Trim();
    }
}

/// <summary>Whom mail is from, and where answers go.</summary>
/// <param name="From">Of every message.</param>
/// <param name="Replies">The address for answers, to which the case's token is added: <c>complaints+token@example.org</c>.</param>
public sealed record MailAddresses(MailAddress From, MailAddress Replies)
{
    /// <summary>64 characters before the @ (RFC 5321 4.5.3.1.1), less the plus sign and the token's 53.</summary>
    public const int LongestReplyUser = 10;

    public MailAddress ReplyTo(string token) => new($"{Replies.User}+{token}@{Replies.Host}");
}
