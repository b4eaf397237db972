using NodaTime;

namespace Recovery.Webhooks;

/// <summary>What the API and the console ask of a subscription's deliveries: a test, a replay, a pause and its end.</summary>
/// <param name="fresh">Gives an id that there never was, of letters and digits.</param>
public sealed class WebhookDesk(
    ISubscriptions subscriptions, IDeliveries deliveries, IEventLog log, WebhookPost post, IWebhookNudges nudges, IClock clock, Func<string> fresh)
{
    /// <summary>Replays of one subscription at a time, so that its progress stays small.</summary>
    public const int MostReplays = 20;

    public const int LongestReason = 200;

    /// <summary>Sends a <c>webhook.test</c> now, whether the subscription is active or not, and records it. It is tried once.</summary>
    /// <returns><see cref="Tested"/> or <see cref="NotThere"/>.</returns>
    public Task<DeskAnswer> TestAsync(string subscription, CancellationToken cancel) => TestAsync(subscription, null, cancel);

    /// <inheritdoc cref="TestAsync(string, CancellationToken)"/>
    /// <param name="request">Name of the request, of letters and digits: the same one again sends nothing and is answered the same. Null for none.</param>
    public async Task<DeskAnswer> TestAsync(string subscription, string? request, CancellationToken cancel)
    {
        if (await subscriptions.FindAsync(subscription, cancel) is not { } found)
            return new NotThere(true);
        var now = clock.GetCurrentInstant();
        var id = $"test-{request ?? fresh()}";
        if (request is not null && await deliveries.FindAsync(subscription, id, cancel) is { } known)
            return new Tested(known);
        var test = WebhookEvents.Test(id, found.Id, now);
        var result = await post.SendAsync(found, test, cancel);
        var after = clock.GetCurrentInstant();
        var delivery = new Delivery
        {
            Subscription = found.Id,
            Event = test.Id,
            Type = test.Type,
            Stream = test.Stream,
            Position = 0,
            EventAt = now,
            Status = DeliveryVerdict.Of(result) == Verdict.Delivered ? DeliveryStatus.Delivered : DeliveryStatus.Parked,
            Attempts = [new DeliveryAttempt(now, result.Status, result.Fault, result.Took, result.Head)],
            Reason = DeliveryVerdict.Of(result) == Verdict.Delivered ? null : DeliveryReasons.Test,
            ChangedAt = after,
        };
        await deliveries.RecordAsync(delivery, cancel);
        return new Tested(delivery);
    }

    /// <summary>Has one event delivered again, with its id and a fresh schedule, whatever the subscription's types are by now.</summary>
    /// <returns><see cref="ReplayAsked"/>, <see cref="NotThere"/> or <see cref="NotPossible"/>.</returns>
    public Task<DeskAnswer> ReplayAsync(string subscription, string eventId, CancellationToken cancel) => ReplayAsync(subscription, eventId, null, cancel);

    /// <inheritdoc cref="ReplayAsync(string, string, CancellationToken)"/>
    /// <param name="request">Name of the request, by which the same one again is known while the replay is not finished. Null for none.</param>
    public async Task<DeskAnswer> ReplayAsync(string subscription, string eventId, string? request, CancellationToken cancel)
    {
        if (await subscriptions.FindAsync(subscription, cancel) is null)
            return new NotThere(true);
        var record = await deliveries.FindAsync(subscription, eventId, cancel);
        if (record is { Position: 0 })
            return new NotPossible(null, "A test is not replayed: send another one.");
        if (record is { Status: DeliveryStatus.Waiting })
            return new NotPossible(null, "It is on its way already.");
        if (await log.FindAsync(eventId, cancel) is not { } logged)
            return record is null ? new NotThere(false) : new NotPossible(null, "The event is no longer kept.");
        return await AskAsync(subscription, logged.Position - 1, logged.Position, onlyParked: false, request, cancel);
    }

    /// <summary>Has the events delivered again that came into the log from one instant (included) until another (excluded), in order.</summary>
    /// <param name="onlyParked">Only those that were given up; else every one of the subscription's types.</param>
    /// <returns><see cref="ReplayAsked"/>, <see cref="NotThere"/> or <see cref="NotPossible"/>.</returns>
    public Task<DeskAnswer> ReplayAsync(string subscription, Instant from, Instant until, bool onlyParked, CancellationToken cancel) =>
        ReplayAsync(subscription, from, until, onlyParked, null, cancel);

    /// <inheritdoc cref="ReplayAsync(string, Instant, Instant, bool, CancellationToken)"/>
    /// <param name="request">Name of the request, by which the same one again is known while the replay is not finished. Null for none.</param>
    public async Task<DeskAnswer> ReplayAsync(string subscription, Instant from, Instant until, bool onlyParked, string? request, CancellationToken cancel)
    {
        if (until <= from)
            return new NotPossible("until", "The range ends before it begins.");
        if (from > clock.GetCurrentInstant())
            return new NotPossible("from", "The range begins in the future.");
        if (await subscriptions.FindAsync(subscription, cancel) is null)
            return new NotThere(true);
        return await AskAsync(subscription, await log.LastBeforeAsync(from, cancel), await log.LastBeforeAsync(until, cancel), onlyParked, request, cancel);
    }

    /// <summary>Nothing is sent until it is resumed; what was on its way goes on waiting.</summary>
    /// <param name="reason">For staff; may be null.</param>
    /// <returns><see cref="Changed"/>, <see cref="NotThere"/> or <see cref="NotPossible"/>.</returns>
    public Task<DeskAnswer> PauseAsync(string subscription, string? reason, CancellationToken cancel)
    {
        var said = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        return said?.Length > LongestReason
            ? Task.FromResult<DeskAnswer>(new NotPossible("reason", $"The reason is longer than {LongestReason} characters."))
            : TurnAsync(subscription, s => Pause(s, said), cancel);
    }

    /// <summary>Goes on, after a pause or after the receiver answered 410; an endpoint that was left alone is tried at once.</summary>
    /// <returns><see cref="Changed"/>, <see cref="NotThere"/> or <see cref="NotPossible"/>.</returns>
    public async Task<DeskAnswer> ResumeAsync(string subscription, CancellationToken cancel)
    {
        var answer = await TurnAsync(subscription, Resume, cancel);
        if (answer is Changed)
            await nudges.NudgeAsync(subscription, cancel);
        return answer;
    }

    /// <returns><see cref="Changed"/> with what is to be saved, or <see cref="NotPossible"/>.</returns>
    public static DeskAnswer Pause(Subscription subscription, string? reason)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return subscription.State == SubscriptionState.Active
            ? new Changed(subscription with { State = SubscriptionState.Paused, StateReason = reason })
            : new NotPossible(null, "It is not active.");
    }

    /// <returns><see cref="Changed"/> with what is to be saved, or <see cref="NotPossible"/>.</returns>
    public static DeskAnswer Resume(Subscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return subscription.State != SubscriptionState.Active
            ? new Changed(subscription with { State = SubscriptionState.Active, StateReason = null })
            : new NotPossible(null, "It is active already.");
    }

    private async Task<DeskAnswer> TurnAsync(string id, Func<Subscription, DeskAnswer> rule, CancellationToken cancel)
    {
        while (true)
        {
            if (await subscriptions.FindAsync(id, cancel) is not { } found)
                return new NotThere(true);
            var answer = rule(found);
            if (answer is not Changed changed)
                return answer;
            if (await subscriptions.SaveAsync(changed.Subscription, cancel))
                return new Changed(changed.Subscription with { Version = found.Version + 1 });
        }
    }

    /// <summary>What is still ahead of the subscription comes anyhow.</summary>
    private async Task<DeskAnswer> AskAsync(string subscription, long after, long until, bool onlyParked, string? request, CancellationToken cancel)
    {
        while (true)
        {
            if (await deliveries.ProgressAsync(subscription, cancel) is not { } progress)
                return new NotThere(true);
            if (request is not null && progress.Replays.FirstOrDefault(r => r.Id == request) is { } known)
                return new ReplayAsked(known);
            var end = Math.Min(until, progress.Position);
            if (end <= after)
                return new ReplayAsked(null);
            if (progress.Replays.Length >= MostReplays)
                return new NotPossible(null, $"{MostReplays} replays of it are not finished yet.");
            var run = new ReplayRun(request ?? fresh(), after, end, onlyParked, clock.GetCurrentInstant());
            if (!await deliveries.SaveAsync(new DeliveryChange { Progress = progress with { Replays = progress.Replays.Add(run) } }, cancel))
                continue;
            await nudges.NudgeAsync(subscription, cancel);
            return new ReplayAsked(run);
        }
    }
}
