using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;

namespace RecoveryFunctions.Webhooks;

/// <summary>What webhooks need by the clock. Schedules are NCRONTAB (with seconds), in UTC.</summary>
public sealed class WebhookTimers
{
    private const int AtOnce = 1_000;

    /// <summary>Half of what <c>host.json</c> allows a function; the next night goes on.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    private readonly UncalledWebhooks _uncalled;
    private readonly TableSubscriptions _subscriptions;
    private readonly IDeliveries _deliveries;
    private readonly IEventLog _events;
    private readonly WebhookSettings _settings;
    private readonly IClock _clock;
    private readonly TimeProvider _time;

    internal WebhookTimers(UncalledWebhooks uncalled, TableSubscriptions subscriptions, IDeliveries deliveries, IEventLog events, WebhookSettings settings, IClock clock, TimeProvider time) =>
        (_uncalled, _subscriptions, _deliveries, _events, _settings, _clock, _time) = (uncalled, subscriptions, deliveries, events, settings, clock, time);

    /// <summary>Half a minute off the sweep of cases.</summary>
    [Function(nameof(SweepWebhooks))]
    public Task SweepWebhooks([TimerTrigger("35 * * * * *")] TimerInfo timer, CancellationToken cancel) => _uncalled.CallAsync(cancel);

    /// <summary>At night, after the allowances.</summary>
    [Function(nameof(PurgeWebhooks))]
    public async Task PurgeWebhooks([TimerTrigger("0 5 4 * * *")] TimerInfo timer, CancellationToken cancel)
    {
        var (before, began) = (_clock.GetCurrentInstant() - _settings.Retention, _time.GetTimestamp());
        await _subscriptions.ClearRemovedAsync(cancel);
        while (_time.GetElapsedTime(began) < s_longest && await _deliveries.ForgetAsync(before, AtOnce, cancel) > 0)
        {
            // The next piece.
        }

        while (_time.GetElapsedTime(began) < s_longest && await _events.ForgetAsync(before, AtOnce, cancel) > 0)
        {
            // The next piece.
        }
    }
}
