using NodaTime;

namespace Recovery.Webhooks;

/// <summary>Saves what came of a round so far.</summary>
internal sealed class DeliverySaving(DeliveryRound round, IDeliveries deliveries, IClock clock)
{
    /// <returns>False when another round came between, or the subscription is gone: what this one knows is void.</returns>
    public async Task<bool> SaveAsync(CancellationToken cancel)
    {
        while (round.Change(clock.GetCurrentInstant()) is { } change)
        {
            if (await deliveries.SaveAsync(change, cancel))
            {
                round.Saved(change);
                return true;
            }

            if (await deliveries.ProgressAsync(round.Subscription.Id, cancel) is not { } stored || !round.Rebase(stored))
                return false;
        }

        return true;
    }
}
