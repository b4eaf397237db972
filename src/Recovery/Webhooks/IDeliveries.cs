using NodaTime;

namespace Recovery.Webhooks;

/// <summary>Where the state of deliveries is kept: per subscription its progress, its held streams, and a record of each delivery.</summary>
public interface IDeliveries
{
    /// <returns>Null when there is no such subscription.</returns>
    Task<DeliveryProgress?> ProgressAsync(string subscription, CancellationToken cancel);

    /// <summary>Held streams whose time has come, longest due first.</summary>
    Task<IReadOnlyList<HeldEvents>> DueAsync(string subscription, Instant now, int limit, CancellationToken cancel);

    /// <summary>Those of these streams that are held.</summary>
    Task<IReadOnlyList<HeldEvents>> HeldAsync(string subscription, IReadOnlyCollection<string> streams, CancellationToken cancel);

    /// <summary>The earliest <see cref="HeldEvents.NextAt"/>; null when nothing is held.</summary>
    Task<Instant?> NextAsync(string subscription, CancellationToken cancel);

    /// <summary>
    /// Saves the change. A store that cannot do it in one transaction saves the records first, then what is held, then takes away
    /// what is freed, and the progress last: a crash between them repeats a delivery, and never loses one or the word of its end.
    /// </summary>
    /// <returns>False when the stored progress has another version, or the subscription is gone: load and go on from there.</returns>
    Task<bool> SaveAsync(DeliveryChange change, CancellationToken cancel);

    /// <summary>Writes a record alone, such as that of a test.</summary>
    Task RecordAsync(Delivery delivery, CancellationToken cancel);

    Task<Delivery?> FindAsync(string subscription, string eventId, CancellationToken cancel);

    /// <summary>Records, latest changed first.</summary>
    /// <exception cref="Cases.InvalidCursorException">The cursor was not made by <see cref="DeliveryPlace"/>.</exception>
    Task<DeliveryPage> ListAsync(string subscription, DeliveryQuery query, CancellationToken cancel);

    /// <summary>Those of these events, by id, for which there is a record.</summary>
    Task<IReadOnlyList<Delivery>> RecordsAsync(string subscription, IReadOnlyCollection<string> eventIds, CancellationToken cancel);

    /// <summary>How many records there are of each status. A store may stop counting at <paramref name="most"/> of each.</summary>
    Task<IReadOnlyDictionary<DeliveryStatus, int>> CountsAsync(string subscription, int most, CancellationToken cancel);

    /// <summary>Forgets delivered and parked records last changed before the time, at most this many, whatever their subscription.</summary>
    /// <returns>How many it forgot.</returns>
    Task<int> ForgetAsync(Instant before, int limit, CancellationToken cancel);
}

public sealed record DeliveryChange
{
    /// <summary>As it is to be; its version is that which it was read with, and is stored with one added.</summary>
    public required DeliveryProgress Progress { get; init; }

    /// <summary>Streams to add or replace.</summary>
    public IReadOnlyList<HeldEvents> Held { get; init; } = [];

    /// <summary>Streams of which nothing is held any longer.</summary>
    public IReadOnlyList<string> Freed { get; init; } = [];

    /// <summary>Records to add or replace, by event.</summary>
    public IReadOnlyList<Delivery> Records { get; init; } = [];
}

/// <param name="Status">Null for every one.</param>
/// <param name="Cursor">From the page before.</param>
/// <param name="Limit">1 to 200.</param>
public sealed record DeliveryQuery(DeliveryStatus? Status, string? Cursor, int Limit);

/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record DeliveryPage(IReadOnlyList<Delivery> Deliveries, string? Next);
