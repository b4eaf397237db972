using NodaTime;

namespace Recovery.Local.Hosting;

/// <summary>
/// Time that passes <paramref name="speed"/> times as fast as real time, from <paramref name="anchor"/> on. It follows the
/// machine's monotonic clock: setting the machine's date does not move it.
/// </summary>
/// <param name="real">Measures what passes.</param>
/// <param name="anchor">What the time is now; at a restart, no earlier than the last event stored.</param>
/// <param name="speed">1 for real time.</param>
public sealed class SpedUpTimeProvider(TimeProvider real, DateTimeOffset anchor, double speed) : TimeProvider
{
    private readonly long _start = real.GetTimestamp();

    public override long TimestampFrequency => real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => anchor + (real.GetElapsedTime(_start) * speed);

    public override long GetTimestamp() => _start + (long)((real.GetTimestamp() - _start) * speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(real.CreateTimer(callback, state, InRealTime(dueTime), InRealTime(period)), this);

    private TimeSpan InRealTime(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / speed;

    private sealed class ScaledTimer(ITimer timer, SpedUpTimeProvider time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(time.InRealTime(dueTime), time.InRealTime(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

/// <summary>The clock of the core, told by the clock of the host.</summary>
public sealed class HostClock(TimeProvider time) : IClock
{
    public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(time.GetUtcNow());
}
