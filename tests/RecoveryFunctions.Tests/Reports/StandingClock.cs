using NodaTime;

namespace RecoveryFunctions.Tests.Reports;

internal sealed class StandingClock(Instant now) : IClock
{
    public Instant Now { get; set; } = now;

    public Instant GetCurrentInstant() => Now;
}
