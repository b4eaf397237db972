using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Webhooks;
using RecoveryFunctions.Operations;

namespace RecoveryFunctions.Webhooks;

/// <summary>Finds subscriptions with something to do that no message calls for: it was lost, or given up, or never sent.</summary>
internal sealed class UncalledWebhooks(
    ISubscriptions subscriptions, SubscriptionLeases leases, IDeliveries deliveries, IEventLog events, IWebhookCalls calls, IClock clock, ILogger<UncalledWebhooks> log)
{
    private const int AtOnce = 8;

    /// <summary>Not yet lost, but on its way.</summary>
    private static readonly Duration s_patience = Duration.FromMinutes(2);

    /// <summary>An operation for each subscription with nothing to do, and two for all together.</summary>
    /// <returns>How many were called.</returns>
    public async Task<int> CallAsync(CancellationToken cancel)
    {
        var active = (await subscriptions.ListAsync(cancel)).Where(s => s.State == SubscriptionState.Active).ToList();
        if (active.Count == 0)
            return 0;
        var last = await events.LastAsync(cancel);
        int called = 0, overdue = 0, failed = 0;
        await Parallel.ForEachAsync(active, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (subscription, stop) =>
        {
            try
            {
                if (await CallAsync(subscription, last, stop) is not { } wasDue)
                    return;
                Interlocked.Increment(ref called);
                Interlocked.Add(ref overdue, wasDue ? 1 : 0);
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                // One that cannot be helped now must not keep the others from it.
                Interlocked.Increment(ref failed);
            }
        });
        if (overdue > 0)
            OperatorLog.WebhooksOverdue(log, overdue);
        return failed == 0 ? called : throw new InvalidOperationException($"{failed} of {active.Count} subscriptions could not be looked at; the next sweep tries them again.");
    }

    /// <returns>Null when there was no need; else whether something should have been delivered by now.</returns>
    private async Task<bool?> CallAsync(Subscription subscription, long last, CancellationToken cancel)
    {
        var now = clock.GetCurrentInstant();
        if (await leases.ReadAsync(subscription.Id, cancel) is not var (progress, lease) || lease.IsHeld(now) || lease.Calls.Any(c => c > now - s_patience))
            return null;
        if (await IsDueAsync(subscription, progress, lease, last, now, cancel) is not { } wasDue)
            return null;
        // Noted first, so that the next sweeps leave this message some time, too.
        if (await leases.TryWriteAsync(subscription.Id, lease.WithCall(now), cancel) is null)
            return null;
        await calls.CallAsync(subscription.Id, Duration.Zero, cancel);
        return wasDue;
    }

    private async Task<bool?> IsDueAsync(Subscription subscription, DeliveryProgress progress, SubscriptionLease lease, long last, Instant now, CancellationToken cancel)
    {
        // What another program would have delivered, or what it would only have passed over.
        if (progress.Position < last && await events.ReadAsync(progress.Position, 1, cancel) is [var unseen] && unseen.LoggedAt < now - s_patience)
            return subscription.Types.IsEmpty || subscription.Types.Contains(unseen.Event.Type);
        if (await deliveries.NextAsync(subscription.Id, cancel) is { } next)
            return next < now - s_patience;
        return lease.IsWanted || !progress.Replays.IsEmpty ? false : null;
    }
}
