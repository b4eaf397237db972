using System.Collections.Immutable;
using NodaTime;

namespace Recovery.Webhooks;

/// <summary>One event on its way to one subscription, as staff and integrators see it.</summary>
public sealed record Delivery
{
    /// <summary>At most this many tries are kept, the latest ones.</summary>
    public const int MostAttempts = 20;

    public required string Subscription { get; init; }

    /// <summary>The event's id.</summary>
    public required string Event { get; init; }

    public required string Type { get; init; }

    public required string Stream { get; init; }

    /// <summary>The event's, in the log. A test has none: 0.</summary>
    public required long Position { get; init; }

    public required Instant EventAt { get; init; }

    public required DeliveryStatus Status { get; init; }

    /// <summary>Oldest first.</summary>
    public ImmutableArray<DeliveryAttempt> Attempts { get; init; } = [];

    /// <summary>When it is tried again; null unless it waits.</summary>
    public Instant? NextAt { get; init; }

    /// <summary>Why it was given up, or what it waits for.</summary>
    public string? Reason { get; init; }

    /// <summary>When this was written; lists go by it.</summary>
    public required Instant ChangedAt { get; init; }
}

public enum DeliveryStatus
{
    /// <summary>Failed, and to be tried again; or behind an event of the same stream that is.</summary>
    Waiting,

    Delivered,

    /// <summary>Given up. It can be replayed as long as the event is kept.</summary>
    Parked,
}

/// <param name="Status">HTTP status; null when there was no answer.</param>
/// <param name="Fault">What went wrong; null for an answer, whatever its status.</param>
/// <param name="Head">Start of the answer's body, at most <see cref="SendResult.LongestHead"/> characters.</param>
public sealed record DeliveryAttempt(Instant At, int? Status, SendFault? Fault, Duration Took, string Head);

/// <summary>How far a subscription has come. Written by whoever delivers, and by nobody else, except to ask for a replay.</summary>
public sealed record DeliveryProgress
{
    public required string Subscription { get; init; }

    /// <summary>All events of the log up to here are delivered, held, parked or not for this subscription.</summary>
    public required long Position { get; init; }

    public EndpointHealth Health { get; init; } = new(0, null, null);

    /// <summary>Replays that staff asked for and that are not finished, oldest first.</summary>
    public ImmutableArray<ReplayRun> Replays { get; init; } = [];

    /// <summary>When the owner was last told that something is wrong, by which a day is counted; null before the first time, and while word of a 410 is owed.</summary>
    public Instant? ToldAt { get; init; }

    /// <summary>The guard of a save.</summary>
    public int Version { get; init; }
}

/// <summary>The breaker of one endpoint.</summary>
/// <param name="Failures">How often in a row it gave no sign of life.</param>
/// <param name="OpenUntil">It is left alone until then; after it one delivery is tried alone. Null while it is closed.</param>
/// <param name="Since">When the row of failures began.</param>
public sealed record EndpointHealth(int Failures, Instant? OpenUntil, Instant? Since);

/// <summary>Delivers again the events from <paramref name="Position"/> (excluded) up to <paramref name="Until"/> (included).</summary>
/// <param name="OnlyParked">Only those whose delivery was given up.</param>
public sealed record ReplayRun(string Id, long Position, long Until, bool OnlyParked, Instant AskedAt);

/// <summary>
/// An event that did not get through and, behind it, the later ones of the same stream: none of these overtakes it until it is
/// delivered or given up.
/// </summary>
public sealed record HeldEvents
{
    public required string Stream { get; init; }

    /// <summary>Of the event in front.</summary>
    public required long Position { get; init; }

    /// <summary>How often the event in front was tried; 0 for none yet.</summary>
    public int Attempts { get; init; }

    /// <summary>When the event in front could first have been tried; without a sign of life since then it is given up once the schedule's time has passed.</summary>
    public required Instant Since { get; init; }

    public required Instant NextAt { get; init; }

    /// <summary>Positions of those behind, in order.</summary>
    public ImmutableArray<long> Behind { get; init; } = [];
}
