using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Text;
using Recovery.Cases;
using Recovery.Policy;

namespace Recovery.Messages;

/// <summary>Makes mail of effects. The same effect gives the same Message-ID, so that a repeat can be recognised.</summary>
/// <param name="addresses">Whom it is from.</param>
/// <param name="site">Where the site is reached, ending in a slash.</param>
/// <param name="tokens">For links and reply addresses.</param>
public sealed class MailComposer(MailAddresses addresses, Func<Uri> site, CaseTokens tokens)
{
    private const int LongestSubject = 200;
    private const int LongestName = 100;

    /// <exception cref="EffectRejectedException">The address is none.</exception>
    public ComposedMail Compose(CustomerEmail email)
    {
        var status = new Uri(site(), $"status/{tokens.Status(email.Case)}");
        var body = MessageText.WithReplies(email.Body, addresses.RepliesAreRead).Replace(MessageText.StatusLink, status.AbsoluteUri, StringComparison.Ordinal);
        var mail = Compose(email, email.Case.ToString(), [Recipient(email.To, email.ToName)], email.Subject, body, email.Language) with
        {
            ReplyTo = addresses.ReplyTo(tokens.Reply(email.Case)),
        };
        return WrittenByStaff(email.Kind) ? mail : Automatic(mail);
    }

    /// <summary>One message to all of them, or null when there is none with an address.</summary>
    /// <exception cref="EffectRejectedException">An address is none.</exception>
    public ComposedMail? Compose(StaffAlert alert, IEnumerable<Person> people) =>
        Compose(alert, people, $"console/cases/{alert.Case}", alert.Case.ToString());

    /// <summary>One that may be about no case.</summary>
    /// <param name="page">What its link leads to, without a slash in front.</param>
    /// <param name="thread">What mail programs keep together.</param>
    /// <returns>Null when there is nobody with an address.</returns>
    /// <exception cref="EffectRejectedException">An address is none.</exception>
    public ComposedMail? Compose(StaffAlert alert, IEnumerable<Person> people, string page, string thread)
    {
        var to = people.Where(p => !string.IsNullOrWhiteSpace(p.Email)).DistinctBy(p => p.Email, StringComparer.OrdinalIgnoreCase)
            .Select(p => Recipient(p.Email!, p.Name)).ToImmutableArray();
        if (to.IsEmpty)
            return null;
        var console = new Uri(site(), page);
        var body = alert.Body.Replace(MessageText.ConsoleLink, console.AbsoluteUri, StringComparison.Ordinal);
        return Automatic(Compose(alert, thread, to, alert.Subject, body, language: null));
    }

    private ComposedMail Compose(CaseEffect effect, string thread, ImmutableArray<MailRecipient> to, string subject, string markdown, string? language)
    {
        var (name, host, line) = (NameOf(effect), addresses.From.Host, OneLine(subject, LongestSubject));
        return new ComposedMail
        {
            Effect = effect,
            Name = name,
            From = addresses.From,
            To = to,
            ReplyTo = null,
            Subject = line,
            Text = MessageBody.ToText(markdown),
            Html = Page(MessageBody.ToHtml(markdown), line, language),
            Headers =
            [
                new("Message-ID", $"<{name}@{host}>"),
                // No message of ours has this id: it only tells mail programs that all messages of a case, or about a webhook, belong together.
                new("In-Reply-To", $"<{thread}@{host}>"),
                new("References", $"<{thread}@{host}>"),
                new("X-Auto-Response-Suppress", "All"),
            ],
        };
    }

    private static ComposedMail Automatic(ComposedMail mail) => mail with { Headers = mail.Headers.Add(new("Auto-Submitted", "auto-generated")) };

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

    private static MailRecipient Recipient(string address, string? name)
    {
        // The base library takes "a, b@c" for somebody called "a," too.
        if (!MailAddress.TryCreate(address, out var read) || read.Address != address)
            throw new EffectRejectedException("The address is not one that mail can be sent to.");
        return new MailRecipient(address, DisplayName(name));
    }

    // Mail systems put a display name between quotes; not all of them escape what would end the name and begin an address.
    private static string DisplayName(string? name) =>
        OneLine(name ?? "", LongestName).Replace('"', '\'').Replace('\\', '/').Replace('<', '(').Replace('>', ')');

    /// <summary>What staff wrote for this customer is no automatic message (RFC 3834): an absent header says so, and no cap counts it.</summary>
    public static bool WrittenByStaff(MessageKind kind) =>
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
            var breaks = Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            line.Append(breaks ? " " : rune.ToString());
        }

        return line.ToString().Trim();
    }
}
