using System.Collections.Immutable;
using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>How it goes with a subscription, in one word.</summary>
public enum SubscriptionCondition
{
    /// <summary>Events go out as they come.</summary>
    Delivering,

    /// <summary>The receiver answers, and events wait that came more than a minute ago.</summary>
    Behind,

    /// <summary>The receiver gives no sign of life, and is left alone for a while.</summary>
    NotAnswering,

    Paused,

    /// <summary>By the receiver.</summary>
    Disabled,
}

/// <summary>A subscription and how far it has come.</summary>
public sealed record SubscriptionStatus
{
    /// <summary>Records are counted up to here; who has more has too many.</summary>
    public const int MostCounted = 10_000;

    /// <summary>Subscriptions looked at together.</summary>
    private const int Together = 16;

    /// <summary>An event that is older than this and not yet looked at makes a subscription late.</summary>
    private static readonly Duration s_fresh = Duration.FromMinutes(1);

    public required Subscription Subscription { get; init; }

    public required DeliveryProgress Progress { get; init; }

    /// <summary>Events of the log that were not looked at yet, of whatever type; at most, since positions may have gaps.</summary>
    public required long Behind { get; init; }

    /// <summary>When the first of these came into the log.</summary>
    public required Instant? BehindSince { get; init; }

    public required int Waiting { get; init; }

    public required int Parked { get; init; }

    /// <summary>The next try of an event that waits, not before its receiver is asked again; null when none does, or nothing is sent.</summary>
    public required Instant? NextTry { get; init; }

    public required SubscriptionCondition Condition { get; init; }

    /// <summary>Those that still sign.</summary>
    public required ImmutableArray<SigningKey> Keys { get; init; }

    internal static async Task<SubscriptionStatus> OfAsync(Subscription subscription, IDeliveries deliveries, IEventLog log, Instant now, CancellationToken cancel)
    {
        var progress = await deliveries.ProgressAsync(subscription.Id, cancel) ?? new DeliveryProgress { Subscription = subscription.Id, Position = 0 };
        var behind = Math.Max(0, await log.LastAsync(cancel) - progress.Position);
        var since = behind > 0 && await log.ReadAsync(progress.Position, 1, cancel) is [var next] ? next.LoggedAt : (Instant?)null;
        var counts = await deliveries.CountsAsync(subscription.Id, MostCounted, cancel);
        return new SubscriptionStatus
        {
            Subscription = subscription,
            Progress = progress,
            Behind = since is null ? 0 : behind,
            BehindSince = since,
            Waiting = counts.GetValueOrDefault(DeliveryStatus.Waiting),
            Parked = counts.GetValueOrDefault(DeliveryStatus.Parked),
            NextTry = subscription.State is SubscriptionState.Active && await deliveries.NextAsync(subscription.Id, cancel) is { } due
                ? Instant.Max(due, progress.Health.OpenUntil ?? due)
                : null,
            Condition = ConditionOf(subscription, progress, since, now),
            Keys = [.. subscription.Keys.Where(k => k.ExpiresAt is not { } end || end > now)],
        };
    }

    internal static async Task<IReadOnlyList<SubscriptionStatus>> AllAsync(ISubscriptions subscriptions, IDeliveries deliveries, IEventLog log, Instant now, CancellationToken cancel)
    {
        var all = new List<SubscriptionStatus>();
        foreach (var few in (await subscriptions.ListAsync(cancel)).Chunk(Together))
            all.AddRange(await Task.WhenAll(few.Select(s => OfAsync(s, deliveries, log, now, cancel))));
        return all;
    }

    private static SubscriptionCondition ConditionOf(Subscription subscription, DeliveryProgress progress, Instant? since, Instant now) => subscription.State switch
    {
        SubscriptionState.Paused => SubscriptionCondition.Paused,
        SubscriptionState.Disabled => SubscriptionCondition.Disabled,
        _ when progress.Health.OpenUntil is not null => SubscriptionCondition.NotAnswering,
        _ when since < now - s_fresh => SubscriptionCondition.Behind,
        _ => SubscriptionCondition.Delivering,
    };
}
