using Microsoft.Extensions.Logging;
using Recovery.Cases;
using RecoveryFunctions.Operations;

namespace RecoveryFunctions.Mail;

/// <summary>Tells a case that its mail reached nobody.</summary>
public sealed partial class MailReports(MailLedger ledger, CaseService cases, ILogger<MailReports> log) : IMailReports
{
    public async Task HandleAsync(string body, CancellationToken cancel)
    {
        foreach (var report in DeliveryReport.Read(body).Where(r => r.Failure is not null))
            await FailedAsync(report, report.Failure!, cancel);
    }

    private async Task FailedAsync(DeliveryReport report, string reason, CancellationToken cancel)
    {
        if (await ledger.FindAsync(report.Operation, cancel) is not { } sent)
        {
            Unknown(log, report.Operation);
            return;
        }

        OperatorLog.MailUndelivered(log, sent.Effect, reason);
        // Of a webhook's notice only operators hear: there is no case to tell.
        if (sent.Case is not { } about)
            return;
        // A report may come twice, and the same message may bounce more than once.
        var id = new CommandId($"mail-report-{report.Operation}");
        if (sent.Message is { } message)
            await TellAsync(sent.Operation, about, new MessageBounced(id, message, reason), cancel);
        else if (sent.Recipients == 1 || await ledger.NoteUnreachedAsync(report.Operation, report.Event, cancel) >= sent.Recipients)
            await TellAsync(sent.Operation, about, new AlertFailed(id, reason), cancel);
    }

    private async Task TellAsync(Guid operation, CaseId about, CaseCommand command, CancellationToken cancel)
    {
        if (await cases.ExecuteAsync(about, command, null, cancel) is not Done)
            Unknown(log, operation);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A delivery report about the operation {Operation} belongs to no case; it was passed over.")]
    private static partial void Unknown(ILogger log, Guid operation);
}
