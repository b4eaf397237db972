using System.Globalization;
using System.Text.RegularExpressions;
using Recovery.Cases;
using Recovery.Messages;

namespace Recovery.Intake.Mail;

/// <summary>A message id that <see cref="MailComposer"/> gave, told by its shape alone; nothing of what we send need be kept.</summary>
/// <param name="Event">Number of the event that the message was about; null for the root of a case's thread, which no message has.</param>
/// <param name="ToCustomer">Otherwise it went to staff.</param>
internal sealed partial record SentMail(CaseId Case, int? Event, bool ToCustomer)
{
    public static SentMail? Of(string? messageId, MailAddresses ours)
    {
        if (messageId is null || !messageId.EndsWith($"@{ours.From.Host}", StringComparison.OrdinalIgnoreCase))
            return null;
        var match = Shape().Match(messageId[..^(ours.From.Host.Length + 1)].ToLowerInvariant());
        if (!match.Success || !CaseId.TryParse(match.Groups["case"].Value, out var id))
            return null;
        var number = match.Groups["event"];
        return new SentMail(id, number.Success ? int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) : null, match.Groups["kind"].Value != "alert");
    }

    [GeneratedRegex("^(?<case>[0-9a-z]{26})(-(?<event>[0-9]{1,9})-(?<kind>email|alert))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
