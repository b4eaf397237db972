using System.Collections.Concurrent;
using NodaTime;

namespace Recovery.Webhooks;

/// <param name="Next">When the subscription wants to be looked at again; null when there is nothing to do until an event comes.</param>
public sealed record PumpRound(Instant? Next)
{
    /// <summary>What went wrong on our side, for the log: types of errors, no personal data. What receivers answer is in the deliveries.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];
}

/// <param name="PerEndpoint">Requests at a time to one receiver.</param>
public sealed record PumpOptions(int PerEndpoint)
{
    /// <summary>Results do not wait longer than this, in seconds, for a receiver who is slow to answer another request, before they are saved.</summary>
    public double SaveAfter { get; init; } = 1;
}

/// <summary>Brings a subscription's events to its receiver: one round, the same for both hosts. Never two rounds of one subscription at a time.</summary>
/// <param name="time">For waiting beside requests.</param>
public sealed class WebhookPump(
    ISubscriptions subscriptions,
    IDeliveries deliveries,
    IEventLog log,
    WebhookPost post,
    OwnerNotices notices,
    PumpOptions options,
    IClock clock,
    TimeProvider time)
{
    private static readonly Duration s_noticeAgain = Duration.FromMinutes(30);

    /// <summary>Subscriptions whose owner could not be told; forgotten with the process, whose next parked delivery tells again.</summary>
    private readonly ConcurrentDictionary<string, OwnerNotice> _owed = new(StringComparer.Ordinal);

    /// <summary>Delivers what is due, at most <paramref name="most"/> requests, and saves what came of it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; what was known by then is saved if the store takes it.</exception>
    public async Task<PumpRound> RunAsync(string subscription, int most, CancellationToken cancel)
    {
        if (await subscriptions.FindAsync(subscription, cancel) is not { State: not SubscriptionState.Paused } found
            || await deliveries.ProgressAsync(subscription, cancel) is not { } progress)
            return new PumpRound(null);
        var failures = new List<string>();
        if (found.State == SubscriptionState.Disabled)
            return new PumpRound(progress.ToldAt is null ? await TellAsync(found, OwnerNotice.Disabled, failures, cancel) : null) { Failures = failures };

        var round = new DeliveryRound(found, progress);
        var loading = new DeliveryLoading(round, deliveries, log, clock);
        var saving = new DeliverySaving(round, deliveries, clock);
        var next = EndpointBreaker.IsOpen(progress.Health, clock.GetCurrentInstant())
            ? await ParkOverdueAsync(round, loading, saving, cancel)
            : await DeliverAsync(round, loading, saving, most, failures, cancel);
        if (round.IsGone)
            next = await DisableAsync(found, failures, cancel);
        else if (NoticeOf(round) is { } notice)
            next = Earlier(next, await TellAsync(found, notice, failures, cancel));
        return new PumpRound(next) { Failures = failures };
    }

    private async Task<Instant?> DeliverAsync(
        DeliveryRound round, DeliveryLoading loading, DeliverySaving saving, int most, List<string> failures, CancellationToken cancel)
    {
        var alone = EndpointBreaker.IsHalfOpen(round.Health, clock.GetCurrentInstant());
        var budget = alone ? 1 : Math.Max(1, most);
        var more = await loading.GatherAsync(budget, cancel);
        await new DeliverySending(round, loading, saving, post, options, clock, time, failures).RunAsync(budget, cancel);
        var now = clock.GetCurrentInstant();
        if (!await saving.SaveAsync(cancel))
            return now;
        if (EndpointBreaker.IsOpen(round.Health, now))
            return round.Health.Since <= now - DeliverySchedule.Span ? now : round.Health.OpenUntil;
        return more || round.Log.HasAhead || round.HasReplays ? now
            : await deliveries.NextAsync(round.Subscription.Id, cancel);
    }

    /// <summary>
    /// While an endpoint is left alone, what came into the log longer ago than an event is tried is given up: it moves the cursor
    /// on, a page at a time.
    /// </summary>
    private async Task<Instant?> ParkOverdueAsync(DeliveryRound round, DeliveryLoading loading, DeliverySaving saving, CancellationToken cancel)
    {
        var more = await loading.ParkOverdueAsync(cancel);
        return !await saving.SaveAsync(cancel) || more ? clock.GetCurrentInstant() : round.Health.OpenUntil;
    }

    /// <summary>Unless it has another address by now, which did not answer 410.</summary>
    private async Task<Instant?> DisableAsync(Subscription asked, List<string> failures, CancellationToken cancel)
    {
        while (true)
        {
            if (await subscriptions.FindAsync(asked.Id, cancel) is not { State: SubscriptionState.Active } found)
                return null;
            if (found.Url != asked.Url)
                return clock.GetCurrentInstant();
            var disabled = found with { State = SubscriptionState.Disabled, StateReason = "The receiver answered 410 (Gone)." };
            if (await subscriptions.SaveAsync(disabled, cancel))
                return await TellAsync(disabled, OwnerNotice.Disabled, failures, cancel);
        }
    }

    /// <summary>One a day at most, so that an endpoint that goes up and down is no flood of mail.</summary>
    private OwnerNotice? NoticeOf(DeliveryRound round)
    {
        if (clock.GetCurrentInstant() - round.ToldAt < Duration.FromDays(1))
            return null;
        return round.IsUnsigned ? OwnerNotice.NotSigned
            : round.Parked > 0 ? OwnerNotice.Parked
            : _owed.TryGetValue(round.Subscription.Id, out var owed) ? owed
            : null;
    }

    /// <returns>When to try again; null when the owner is told.</returns>
    private async Task<Instant?> TellAsync(Subscription subscription, OwnerNotice notice, List<string> failures, CancellationToken cancel)
    {
        var now = clock.GetCurrentInstant();
        if (!await notices.TellAsync(subscription, notice, now, failures, cancel))
        {
            _owed[subscription.Id] = notice;
            return now + s_noticeAgain;
        }

        _owed.TryRemove(subscription.Id, out _);
        while (await deliveries.ProgressAsync(subscription.Id, cancel) is { } progress
            && !await deliveries.SaveAsync(new DeliveryChange { Progress = progress with { ToldAt = now } }, cancel))
        {
            // Somebody asked for a replay meanwhile.
        }

        return null;
    }

    private static Instant? Earlier(Instant? one, Instant? other) => one is null || other < one ? other : one;
}
