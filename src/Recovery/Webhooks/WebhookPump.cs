using NodaTime;

namespace Recovery.Webhooks;

/// <param name="Next">When the subscription wants to be looked at again; null when there is nothing to do until an event comes.</param>
public sealed record PumpRound(Instant? Next);

/// <summary>Brings a subscription's events to its receiver: one round, the same for both hosts. Never two rounds of one subscription at a time.</summary>
public sealed class WebhookPump
{
    /// <summary>Delivers what is due, at most <paramref name="most"/> requests, and saves what came of it.</summary>
    public Task<PumpRound> RunAsync(string subscription, int most, CancellationToken cancel) =>
        throw new NotSupportedException($"{subscription} {most} {cancel.CanBeCanceled}");
}
