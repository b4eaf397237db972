using NodaTime;

namespace Recovery.Webhooks;

/// <summary>Leaves an endpoint alone that gives no sign of life, so that a dead one costs next to nothing.</summary>
public static class EndpointBreaker
{
    /// <summary>Failures in a row that open it.</summary>
    public const int Opens = 5;

    public static Duration Shortest { get; } = Duration.FromSeconds(30);

    /// <summary>Short beside the delays of the schedule, so that it hardly moves an event's tries.</summary>
    public static Duration Longest { get; } = Duration.FromMinutes(5);

    public static EndpointHealth Closed { get; } = new(0, null, null);

    /// <summary>Nothing is sent now.</summary>
    public static bool IsOpen(EndpointHealth health, Instant now)
    {
        ArgumentNullException.ThrowIfNull(health);
        return health.OpenUntil > now;
    }

    /// <summary>One delivery is tried alone, and what comes of it decides.</summary>
    public static bool IsHalfOpen(EndpointHealth health, Instant now)
    {
        ArgumentNullException.ThrowIfNull(health);
        return health.OpenUntil <= now;
    }

    public static EndpointHealth After(EndpointHealth health, SendResult result, Instant now)
    {
        ArgumentNullException.ThrowIfNull(health);
        if (DeliveryVerdict.Of(result) == Verdict.NotSent)
            return health with { OpenUntil = Later(health.OpenUntil, now + Longest), Since = health.Since ?? now };
        if (DeliveryVerdict.ShowsLife(result))
            return Closed;

        // Of requests that were on their way together, those that fail after it opened say nothing new.
        var asked = now + DeliveryVerdict.RetryAfter(result);
        if (IsOpen(health, now))
            return health with { OpenUntil = Later(health.OpenUntil, asked) };
        var failures = health.Failures + 1;
        return new EndpointHealth(failures, Later(failures < Opens ? null : now + Pause(failures), asked), health.Since ?? now);
    }

    private static Duration Pause(int failures) =>
        Duration.Min(Shortest * Math.Pow(2, Math.Min(failures - Opens, 10)), Longest);

    private static Instant? Later(Instant? one, Instant? other) => one is null || other > one ? other : one;
}
