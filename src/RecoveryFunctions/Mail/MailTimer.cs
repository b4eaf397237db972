using Microsoft.Azure.Functions.Worker;

namespace RecoveryFunctions.Mail;

/// <summary>Lets go of what the ledger no longer needs to tell repeats by.</summary>
public sealed class MailTimer(MailLedger ledger)
{
    /// <summary>At night (NCRONTAB, UTC), after the orchestrations.</summary>
    [Function("PurgeMails")]
    public Task RunAsync([TimerTrigger("0 50 3 * * *")] TimerInfo timer, CancellationToken cancel) => ledger.PurgeAsync(cancel);
}
