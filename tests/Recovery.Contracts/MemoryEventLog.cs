using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Contracts;

/// <summary>The log in memory.</summary>
public sealed class MemoryEventLog(IClock clock) : IEventLog
{
    private readonly Lock _lock = new();
    private readonly List<LoggedEvent> _events = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>Runs before each read of events; may throw.</summary>
    public Action? BeforeRead { get; set; }

    /// <summary>The most events that one read gave.</summary>
    public int LongestRead { get; private set; }

    public Task AppendAsync(IReadOnlyList<PublishedEvent> events, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(events);
        lock (_lock)
        {
            foreach (var published in events.Where(e => _ids.Add(e.Id)))
                _events.Add(new LoggedEvent(++_last, published, clock.GetCurrentInstant()));
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<LoggedEvent>> ReadAsync(long after, int limit, CancellationToken cancel)
    {
        BeforeRead?.Invoke();
        lock (_lock)
        {
            LoggedEvent[] read = [.. _events.Skip(FirstAfter(after)).Take(limit)];
            LongestRead = Math.Max(LongestRead, read.Length);
            return Task.FromResult<IReadOnlyList<LoggedEvent>>(read);
        }
    }

    public Task<LoggedEvent?> AtAsync(long position, CancellationToken cancel)
    {
        BeforeRead?.Invoke();
        lock (_lock)
        {
            var at = FirstAfter(position - 1);
            return Task.FromResult(at < _events.Count && _events[at].Position == position ? _events[at] : null);
        }
    }

    public Task<LoggedEvent?> FindAsync(string id, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_events.Find(e => e.Event.Id == id));
    }

    public Task<long> LastAsync(CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_last);
    }

    public Task<long> LastBeforeAsync(Instant time, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_events.FindLast(e => e.LoggedAt < time)?.Position ?? 0);
    }

    public Task<int> ForgetAsync(Instant before, int limit, CancellationToken cancel)
    {
        lock (_lock)
        {
            var old = _events.TakeWhile(e => e.LoggedAt < before).Take(limit).Count();
            foreach (var forgotten in _events.Take(old))
                _ids.Remove(forgotten.Event.Id);
            _events.RemoveRange(0, old);
            return Task.FromResult(old);
        }
    }

    private int FirstAfter(long position)
    {
        var (low, high) = (0, _events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_events[middle].Position <= position)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
