using NodaTime;

namespace RecoveryFunctions.Tests.Mail;

/// <summary>A clock that stands, and goes on at once by whatever anybody waits for.</summary>
public sealed class VirtualTime(Instant start) : TimeProvider, IClock
{
    private readonly List<TimeSpan> _waits = [];

    public Instant Now { get; set; } = start;

    /// <summary>How long was waited, each time.</summary>
    public IReadOnlyList<TimeSpan> Waits => _waits;

    public Instant GetCurrentInstant() => Now;

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _waits.Add(dueTime);
            Now += Duration.FromTimeSpan(dueTime);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
