using NodaTime;

namespace Recovery.Webhooks;

/// <summary>
/// Every published event in one order, kept for at least <see cref="ShortestRetention"/>. What cases publish gets here by their
/// <see cref="Cases.PublishEvent"/> effects, which the case store applies itself.
/// </summary>
public interface IEventLog
{
    /// <summary>An app that was down for a week, and noticed late, can still catch up.</summary>
    static Duration ShortestRetention => Duration.FromDays(30);

    /// <summary>Appends in this order what is not there yet by its id.</summary>
    Task AppendAsync(IReadOnlyList<PublishedEvent> events, CancellationToken cancel);

    /// <summary>Events after the position, in order.</summary>
    /// <param name="after">0 for the start of what is kept.</param>
    Task<IReadOnlyList<LoggedEvent>> ReadAsync(long after, int limit, CancellationToken cancel);

    /// <returns>Null when there is none at this position, or it is no longer kept.</returns>
    Task<LoggedEvent?> AtAsync(long position, CancellationToken cancel);

    Task<LoggedEvent?> FindAsync(string id, CancellationToken cancel);

    /// <summary>Of the newest event; 0 when there was never one.</summary>
    Task<long> LastAsync(CancellationToken cancel);

    /// <summary>Of the last event that came into the log before the time; 0 when none did that is kept.</summary>
    Task<long> LastBeforeAsync(Instant time, CancellationToken cancel);

    /// <summary>Forgets events that came into the log before the time, oldest first, at most this many.</summary>
    /// <returns>How many it forgot.</returns>
    Task<int> ForgetAsync(Instant before, int limit, CancellationToken cancel);
}
