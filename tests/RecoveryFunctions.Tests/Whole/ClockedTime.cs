using RecoveryFunctions.Tests.Durable;

namespace RecoveryFunctions.Tests.Whole;

/// <summary>Measures by the clock of the test, so that what is remembered for some seconds is remembered for as many of its own; who waits waits in real time.</summary>
internal sealed class ClockedTime(VirtualClock clock) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => clock.Now.ToUnixTimeTicks();
}
