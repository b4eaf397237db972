using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>
/// How many subscriptions need somebody: an event was given up within the last week, or their receiver disabled them. Every page of the
/// console tells it, so it is found out once in a while and not for each.
/// </summary>
internal sealed class WebhookAttention(IServiceProvider services, IClock clock) : IDisposable
{
    private static readonly Duration s_kept = Duration.FromSeconds(30);

    /// <summary>What was given up before this has been seen, or matters to nobody.</summary>
    private static readonly Duration s_recent = Duration.FromDays(7);

    /// <summary>Records looked at, latest first; tests that failed are among them, and need nobody.</summary>
    private const int Looked = 20;

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Known? _known;

    public async Task<int> CountAsync(CancellationToken cancel)
    {
        if (Fresh() is { } known)
            return known;
        await _one.WaitAsync(cancel);
        try
        {
            return Fresh() ?? await LookAsync(cancel);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private int? Fresh() => _known is { } known && clock.GetCurrentInstant() - known.At < s_kept ? known.Count : null;

    private async Task<int> LookAsync(CancellationToken cancel)
    {
        if (services.GetService<ISubscriptions>() is not { } subscriptions)
            return 0;
        var (deliveries, count) = (services.GetRequiredService<IDeliveries>(), 0);
        foreach (var subscription in await subscriptions.ListAsync(cancel))
        {
            if (subscription.State is SubscriptionState.Disabled || await HasParkedAsync(subscription.Id))
                count++;
        }

        _known = new Known(clock.GetCurrentInstant(), count);
        return count;

        async Task<bool> HasParkedAsync(string id)
        {
            var parked = await deliveries.ListAsync(id, new DeliveryQuery(DeliveryStatus.Parked, null, Looked), cancel);
            return parked.Deliveries.Any(d => d.Position > 0 && d.ChangedAt > clock.GetCurrentInstant() - s_recent);
        }
    }

    private sealed record Known(Instant At, int Count);
}
