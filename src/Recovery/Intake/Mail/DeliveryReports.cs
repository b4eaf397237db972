using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Recovery.Intake.Mail.Mime;

namespace Recovery.Intake.Mail;

/// <summary>
/// Finds out what a mail system reports of a mail of ours: by the form made for it (RFC 3464), by the header that Exim and
/// Gmail add, and by the words of systems that know neither. A person's complaint about our mail (RFC 5965) and a receipt
/// (RFC 8098) are none.
/// </summary>
internal static partial class DeliveryReports
{
    private static readonly string[] s_actions = ["failed", "delayed", "delivered", "relayed", "expanded"];

    private static readonly string[] s_senders = ["mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon"];

    private static readonly string[] s_subjects =
        ["undeliver", "failure notice", "delivery status", "delivery fail", "delivery has failed", "returned mail", "mail delivery", "delivery delay", "unzustellbar"];

    /// <param name="answers">What the report itself says that it answers; some systems name the mail there alone.</param>
    public static DeliveryReport? Of(MimePart mail, string text, string from, string? returnPath, ImmutableArray<string> answers) =>
        Of(mail, text, from, returnPath) is { } report ? report with { MessageId = report.MessageId ?? answers.FirstOrDefault() } : null;

    private static DeliveryReport? Of(MimePart mail, string text, string from, string? returnPath)
    {
        var parts = mail.All().ToList();
        if (parts.Find(p => p.MediaType is "message/delivery-status" or "message/global-delivery-status") is { } status)
            return Formal(status, ReturnedId(parts, text));
        if (mail.MediaType == "multipart/report" && mail.Type.Word("report-type") is "feedback-report" or "disposition-notification")
            return null;
        if (mail.Headers.First("X-Failed-Recipients") is not null)
            return new DeliveryReport(ReturnedId(parts, text), "failed", EnhancedStatus(text));
        return returnPath is "" ? Informal(mail, parts, text, from) : null;
    }

    private static DeliveryReport Formal(MimePart status, string? id)
    {
        var (action, code, worst) = ("failed", default(string), int.MaxValue);
        var fields = status.Content.Span;
        foreach (var (said, number) in Recipients(Encoding.UTF8.GetString(fields[..Math.Min(fields.Length, MailLimits.HeaderBytes)])))
        {
            // Several recipients: what went worst is what somebody has to know.
            var rank = Array.IndexOf(s_actions, said) is var known and >= 0 ? known : Array.IndexOf(s_actions, ByClass(number));
            if (rank >= worst)
                continue;
            (action, code, worst) = (s_actions[rank], number, rank);
        }

        return new DeliveryReport(id, action, code);
    }

    /// <summary>The action and status of each recipient: groups of fields, an empty line between.</summary>
    private static IEnumerable<(string? Action, string? Status)> Recipients(string fields)
    {
        string? action = null, status = null;
        foreach (var line in fields.Split('\n').Append(""))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                if (action is not null || status is not null)
                    yield return (action, status);
                (action, status) = (null, null);
            }
            else if (line.StartsWith("Action:", StringComparison.OrdinalIgnoreCase))
            {
                action ??= line["Action:".Length..].Trim().Split(' ', '(')[0].ToLowerInvariant();
            }
            else if (line.StartsWith("Status:", StringComparison.OrdinalIgnoreCase))
            {
                status ??= EnhancedStatus(line);
            }
        }
    }

    private static string ByClass(string? status) => status?[0] switch { '4' => "delayed", '2' => "delivered", _ => "failed" };

    /// <summary>From the null return path alone nothing follows: answers from holiday have it too. Who or what must say that it failed.</summary>
    private static DeliveryReport? Informal(MimePart mail, List<MimePart> parts, string text, string from)
    {
        var sender = s_senders.Contains(from.Split('@')[0].ToLowerInvariant());
        var subject = EncodedWords.Decode(mail.Headers.First("Subject") ?? "");
        var said = Array.Exists(s_subjects, s => subject.Contains(s, StringComparison.OrdinalIgnoreCase));
        var id = ReturnedId(parts, text);
        if (!sender && !(said && id is not null))
            return null;
        var code = EnhancedStatus(text);
        var delayed = subject.Contains("delay", StringComparison.OrdinalIgnoreCase) || code?[0] == '4';
        return new DeliveryReport(id, delayed ? "delayed" : "failed", code);
    }

    /// <summary>The id of the mail that came back: whole or its headers as a part, else quoted in the text.</summary>
    private static string? ReturnedId(List<MimePart> parts, string text)
    {
        foreach (var part in parts.Where(p => p.IsMessage || p.MediaType is "text/rfc822-headers" or "message/rfc822-headers" or "message/global-headers"))
        {
            if (MessageIds.Own(HeaderReader.Read(part.Content.Span).First("Message-ID")) is { } id)
                return id;
        }

        return QuotedId().Match(text) is { Success: true } quoted ? MessageIds.Own(quoted.Groups["id"].Value) : null;
    }

    private static string? EnhancedStatus(string text) => Status().Match(text) is { Success: true } found ? found.Groups["code"].Value : null;

    /// <summary>RFC 3463: class, subject, detail.</summary>
    [GeneratedRegex(@"(?:^|[\s#(:-])(?<code>[245]\.[0-9]{1,3}\.[0-9]{1,3})(?:$|[\s)\];:,-])", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Status();

    [GeneratedRegex(@"(?:^|\n)[> \t]*Message-ID:[ \t]*(?:\n[> \t]*)?(?<id><[^<>\s]{1,996}>)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex QuotedId();
}
