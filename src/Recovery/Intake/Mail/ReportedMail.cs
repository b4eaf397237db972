using System.Text.RegularExpressions;
using Recovery.Cases;
using Recovery.Messages;

namespace Recovery.Intake.Mail;

/// <summary>Tells a case what a mail system reports of a message of ours.</summary>
internal sealed partial class ReportedMail(CaseService cases, ICaseStore store, MailAddresses ours)
{
    private const int MostNames = 20;

    /// <param name="command">Of the mail that reports.</param>
    public async Task<MailOutcome> ReceiveAsync(InboundMail mail, DeliveryReport report, CommandId command, CancellationToken cancel)
    {
        // Systems that forget to name the message answer it at least.
        var sent = mail.Answers.Take(MostNames).Prepend(report.MessageId).Select(id => SentMail.Of(id, ours)).FirstOrDefault(s => s?.Event is not null);
        if (sent is null || await store.LoadAsync(sent.Case, cancel) is null)
            return new MailToPark("It reports on the delivery of a mail, and that mail is none that we sent.");
        if (!string.Equals(report.Action, "failed", StringComparison.OrdinalIgnoreCase))
            return new MailReported(sent.Case);

        var reason = report.Status is { } status && Status().IsMatch(status)
            ? $"the recipient's mail system could not deliver it (status {status})"
            : "the recipient's mail system could not deliver it";
        CaseCommand told = sent.ToCustomer ? new MessageBounced(command, sent.Event!.Value, reason) : new AlertFailed(command, reason);
        return await cases.ExecuteAsync(sent.Case, told, null, cancel) is Done
            ? new MailReported(sent.Case)
            : new MailToPark("It reports on the delivery of a mail that its case did not send.");
    }

    [GeneratedRegex(@"^[245]\.[0-9]{1,3}\.[0-9]{1,3}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Status();
}
