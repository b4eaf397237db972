using Microsoft.Azure.Functions.Worker;
using Recovery.Webhooks;

namespace RecoveryFunctions.Webhooks;

/// <summary>What webhooks need by the clock. Schedules are NCRONTAB (with seconds), in UTC.</summary>
public sealed class WebhookTimers(IWebhookRounds rounds, RisingRootCauses causes)
{
    /// <summary>Half a minute off the sweep of cases.</summary>
    [Function(nameof(SweepWebhooks))]
    public Task SweepWebhooks([TimerTrigger("35 * * * * *")] TimerInfo timer, CancellationToken cancel) => rounds.SweepAsync(cancel);

    /// <summary>At night, after the allowances.</summary>
    [Function(nameof(PurgeWebhooks))]
    public Task PurgeWebhooks([TimerTrigger("0 5 4 * * *")] TimerInfo timer, CancellationToken cancel) => rounds.PurgeAsync(cancel);

    /// <summary>Looks at the days that are over. Every six hours, since a day ends at another hour in each time zone; told twice, it is in the log once.</summary>
    [Function(nameof(CheckRootCauses))]
    public Task CheckRootCauses([TimerTrigger("0 15 */6 * * *")] TimerInfo timer, CancellationToken cancel) => causes.CheckAsync(cancel);
}
