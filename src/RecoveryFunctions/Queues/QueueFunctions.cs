using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Recovery.Cases;
using Recovery.Web.Intake;
using RecoveryFunctions.Cases;
using RecoveryFunctions.Intake;
using RecoveryFunctions.Mail;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Queues;

/// <summary>
/// What comes by queue. What can never be read is parked at once, with the field and the reason; what fails otherwise the host
/// tries again and in the end moves to the poison queue.
/// </summary>
public sealed class QueueFunctions(QueuedIntake intake, IntakeJobPieces jobs, CaseStarter starter, IMailReports mail, IWebhookRounds webhooks, ParkingPlace parking)
{
    [Function(nameof(QueuedComplaint))]
    public Task QueuedComplaint([QueueTrigger(QueueNames.Complaints)] string body, CancellationToken cancel) =>
        TakeAsync(QueueNames.Complaints, body, intake.ComplaintAsync, cancel);

    [Function(nameof(QueuedEmail))]
    public Task QueuedEmail([QueueTrigger(QueueNames.Emails)] string body, CancellationToken cancel) =>
        TakeAsync(QueueNames.Emails, body, intake.EmailAsync, cancel);

    [Function(nameof(QueuedCall))]
    public Task QueuedCall([QueueTrigger(QueueNames.Calls)] string body, CancellationToken cancel) =>
        TakeAsync(QueueNames.Calls, body, intake.CallAsync, cancel);

    [Function(nameof(ProcessIntakeJob))]
    public Task ProcessIntakeJob([QueueTrigger(QueueNames.Jobs)] string body, CancellationToken cancel) =>
        IntakeJobPiece.Parse(body) is { } piece
            ? jobs.RunAsync(piece, cancel)
            : parking.ParkAsync(QueueNames.Jobs, "It does not name a piece of a job.", body, cancel);

    [Function(nameof(NudgeCase))]
    public Task NudgeCase([QueueTrigger(QueueNames.Nudges)] string body, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        CaseId.TryParse(body, out var id)
            ? starter.NudgeAsync(client, id, cancel)
            : parking.ParkAsync(QueueNames.Nudges, "It is not the id of a case.", body, cancel);

    [Function(nameof(ReportOnMail))]
    public async Task ReportOnMail([QueueTrigger(QueueNames.MailReports)] string body, CancellationToken cancel)
    {
        try
        {
            await mail.HandleAsync(body, cancel);
        }
        catch (FormatException)
        {
            await parking.ParkAsync(QueueNames.MailReports, "It is not an event of Communication Services.", body, cancel);
        }
    }

    /// <summary>A message says whose turn it is, and nothing of what is to be delivered: that lies in tables, whatever becomes of the message.</summary>
    [Function(nameof(DeliverWebhook))]
    public Task DeliverWebhook([QueueTrigger(QueueNames.Webhooks)] string body, CancellationToken cancel) =>
        body is { Length: > 3 and < 64 } && body.StartsWith("wh_", StringComparison.Ordinal) && body.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? webhooks.RunAsync(body, cancel)
            : parking.ParkAsync(QueueNames.Webhooks, "It is not the id of a subscription.", body, cancel);

    private async Task TakeAsync(string queue, string body, Func<string, CancellationToken, Task<string?>> take, CancellationToken cancel)
    {
        if (await take(body, cancel) is { } reason)
            await parking.ParkAsync(queue, reason, body, cancel);
    }
}
