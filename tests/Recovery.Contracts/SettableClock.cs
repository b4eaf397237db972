using NodaTime;

namespace Recovery.Contracts;

/// <summary>A clock that stands still until a test moves it.</summary>
public sealed class SettableClock(Instant now) : IClock
{
    public Instant Now { get; set; } = now;

    public Instant GetCurrentInstant() => Now;
}
