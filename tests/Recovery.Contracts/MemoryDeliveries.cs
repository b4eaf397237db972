using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Contracts;

/// <summary>The state of deliveries in memory, saved in one piece, guarded by the version of the progress.</summary>
public sealed class MemoryDeliveries : IDeliveries
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>Runs before each save; may save something else first, or throw: nothing is saved then.</summary>
    public Func<DeliveryChange, Task>? BeforeSave { get; set; }

    /// <summary>Runs after each save that went well; may throw: the save's answer is lost then.</summary>
    public Func<DeliveryChange, Task>? AfterSave { get; set; }

    /// <summary>
    /// For a store without transactions: how many parts of a save (records, what is held, what is freed) are written before it
    /// breaks off with an <see cref="IOException"/>; null for a save that goes through.
    /// </summary>
    public Func<int?>? Tear { get; set; }

    /// <summary>Runs before each read; may throw.</summary>
    public Action? BeforeRead { get; set; }

    public int Saves { get; private set; }

    public Task<DeliveryProgress?> ProgressAsync(string subscription, CancellationToken cancel) =>
        Task.FromResult(Read(subscription, k => k?.Progress));

    public Task<IReadOnlyList<HeldEvents>> DueAsync(string subscription, Instant now, int limit, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<HeldEvents>>(Read<HeldEvents[]>(subscription, k =>
            [.. Held(k).Where(h => h.NextAt <= now).OrderBy(h => h.NextAt).ThenBy(h => h.Position).Take(limit)]));

    public Task<IReadOnlyList<HeldEvents>> HeldAsync(string subscription, IReadOnlyCollection<string> streams, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<HeldEvents>>(Read<HeldEvents[]>(subscription, k => [.. Held(k).Where(h => streams.Contains(h.Stream))]));

    public Task<Instant?> NextAsync(string subscription, CancellationToken cancel) =>
        Task.FromResult(Read(subscription, k => Held(k).Min(h => (Instant?)h.NextAt)));

    public async Task<bool> SaveAsync(DeliveryChange change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (BeforeSave is { } first)
            await first(change);
        lock (_lock)
        {
            var progress = change.Progress;
            if (!_kept.TryGetValue(progress.Subscription, out var kept) || kept.Progress.Version != progress.Version)
                return false;
            var parts = Tear?.Invoke() ?? int.MaxValue;
            foreach (var record in parts > 0 ? change.Records : [])
                Write(kept, record);
            foreach (var held in parts > 1 ? change.Held : [])
                kept.Held[held.Stream] = held;
            foreach (var stream in parts > 2 ? change.Freed : [])
                kept.Held.Remove(stream);
            if (parts < int.MaxValue)
                throw new IOException("The store broke off.");
            kept.Progress = progress with { Version = progress.Version + 1 };
            Saves++;
        }

        if (AfterSave is { } then)
            await then(change);
        return true;
    }

    public Task RecordAsync(Delivery delivery, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        lock (_lock)
        {
            if (_kept.TryGetValue(delivery.Subscription, out var kept))
                Write(kept, delivery);
        }

        return Task.CompletedTask;
    }

    public Task<Delivery?> FindAsync(string subscription, string eventId, CancellationToken cancel) =>
        Task.FromResult(Read(subscription, k => k?.Records.GetValueOrDefault(eventId)));

    public Task<DeliveryPage> ListAsync(string subscription, DeliveryQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Task.FromResult(Read(subscription, k =>
        {
            var after = query.Cursor is null ? null : DeliveryPlace.Parse(query.Cursor);
            Delivery[] found =
            [
                .. Records(k).Where(d => (query.Status is null || d.Status == query.Status) && (after is null || IsBehind(DeliveryPlace.Of(d), after)))
                    .OrderByDescending(d => d.ChangedAt).ThenByDescending(d => d.Event, StringComparer.Ordinal).Take(query.Limit + 1),
            ];
            var next = found.Length > query.Limit ? DeliveryPlace.Of(found[query.Limit - 1]).ToCursor() : null;
            return new DeliveryPage([.. found.Take(query.Limit)], next);
        }));
    }

    public Task<IReadOnlyList<Delivery>> RecordsAsync(string subscription, IReadOnlyCollection<string> eventIds, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Delivery>>(Read<Delivery[]>(subscription, k =>
            k is null ? [] : [.. eventIds.Where(k.Records.ContainsKey).Select(id => k.Records[id])]));

    public Task<IReadOnlyDictionary<DeliveryStatus, int>> CountsAsync(string subscription, int most, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<DeliveryStatus, int>>(Read(subscription, k =>
            Enum.GetValues<DeliveryStatus>().ToDictionary(s => s, s => Records(k).Count(d => d.Status == s))));

    public Task<int> ForgetAsync(Instant before, int limit, CancellationToken cancel)
    {
        lock (_lock)
        {
            (Kept Kept, string Event)[] old =
            [
                .. _kept.Values.SelectMany(k => k.Records.Values
                    .Where(d => d.Status != DeliveryStatus.Waiting && d.ChangedAt < before).Select(d => (k, d.Event))).Take(limit),
            ];
            foreach (var (kept, id) in old)
                kept.Records.Remove(id);
            return Task.FromResult(old.Length);
        }
    }

    internal void Begin(string subscription, long position)
    {
        lock (_lock)
            _kept[subscription] = new Kept { Progress = new DeliveryProgress { Subscription = subscription, Position = position } };
    }

    internal void End(string subscription)
    {
        lock (_lock)
            _kept.Remove(subscription);
    }

    private T Read<T>(string subscription, Func<Kept?, T> read)
    {
        BeforeRead?.Invoke();
        lock (_lock)
            return read(_kept.GetValueOrDefault(subscription));
    }

    private static void Write(Kept kept, Delivery delivery) => kept.Records[delivery.Event] = delivery;

    private static HeldEvents[] Held(Kept? kept) => kept is null ? [] : [.. kept.Held.Values];

    private static Delivery[] Records(Kept? kept) => kept is null ? [] : [.. kept.Records.Values];

    private static bool IsBehind(DeliveryPlace place, DeliveryPlace other) =>
        place.ChangedAt < other.ChangedAt || (place.ChangedAt == other.ChangedAt && string.CompareOrdinal(place.Event, other.Event) < 0);

    private sealed class Kept
    {
        public required DeliveryProgress Progress { get; set; }

        public Dictionary<string, HeldEvents> Held { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Delivery> Records { get; } = new(StringComparer.Ordinal);
    }
}
