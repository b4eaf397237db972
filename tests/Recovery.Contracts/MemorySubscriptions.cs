using Recovery.Webhooks;

namespace Recovery.Contracts;

/// <summary>Subscriptions in memory, guarded by their version; their deliveries come and go with them.</summary>
public sealed class MemorySubscriptions(MemoryDeliveries deliveries) : ISubscriptions
{
    private readonly Lock _lock = new();
    private readonly List<Subscription> _all = [];

    /// <summary>Runs before each save; may save something else first, or throw.</summary>
    public Func<Subscription, Task>? BeforeSave { get; set; }

    public Task<IReadOnlyList<Subscription>> ListAsync(CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Subscription>>([.. _all.OrderBy(s => s.CreatedAt)]);
    }

    public Task<Subscription?> FindAsync(string id, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_all.Find(s => s.Id == id));
    }

    public Task AddAsync(Subscription subscription, long position, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        lock (_lock)
        {
            if (_all.Exists(s => s.Id == subscription.Id))
                throw new InvalidOperationException("There is a subscription with this id.");
            _all.Add(subscription with { Version = 1 });
            deliveries.Begin(subscription.Id, position);
        }

        return Task.CompletedTask;
    }

    public async Task<bool> SaveAsync(Subscription subscription, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        if (BeforeSave is { } first)
            await first(subscription);
        lock (_lock)
        {
            var at = _all.FindIndex(s => s.Id == subscription.Id && s.Version == subscription.Version);
            if (at < 0)
                return false;
            _all[at] = subscription with { Version = subscription.Version + 1 };
            return true;
        }
    }

    public Task<bool> RemoveAsync(string id, CancellationToken cancel)
    {
        lock (_lock)
        {
            deliveries.End(id);
            return Task.FromResult(_all.RemoveAll(s => s.Id == id) > 0);
        }
    }
}
