using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Webhooks;
using RecoveryFunctions.Operations;

namespace RecoveryFunctions.Webhooks;

/// <summary>
/// Rounds of the pump for one subscription, one after another as long as something is due and time is left; then a message to
/// itself for when it is to go on. Only one at a time is at a subscription: the others leave a mark and go.
/// </summary>
/// <param name="pump">Subscription, most requests: <see cref="WebhookPump.RunAsync"/>.</param>
/// <param name="time">Measures how long it has been at it.</param>
internal sealed class SubscriptionRounds(
    SubscriptionLeases leases, Func<string, int, CancellationToken, Task<PumpRound>> pump, IWebhookCalls calls, IClock clock, TimeProvider time, ILogger<SubscriptionRounds> log)
{
    /// <summary>No round is begun after it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>
    /// What a round may take. The fewest requests of a round, one after another to a receiver that takes 20 seconds for each and
    /// then says yes, take less; a round that is cut off repeats its deliveries.
    /// </summary>
    public static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(4);

    /// <summary>Longer than a round: a lease that lapses is that of a process which is gone.</summary>
    public static readonly Duration Lapse = Duration.FromTimeSpan(LongestRound) + Duration.FromMinutes(1);

    /// <summary>Requests of the first round, of one that follows a slow one, and at most: records of so many fit into one transaction.</summary>
    private const int Fewest = 8, Most = 40;

    private const int Tries = 60;

    private static readonly TimeSpan s_fast = TimeSpan.FromSeconds(5);

    /// <summary>After a round that took longer the others have their turn first: a function waits for few receivers at a time.</summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(100);
    private static readonly Duration s_soonest = Duration.FromSeconds(1);

    /// <summary>Where a subscription is gone, paused or at somebody else's, that is all.</summary>
    public async Task RunAsync(string subscription, CancellationToken cancel)
    {
        if (await TakeAsync(subscription, cancel) is not { } taken)
            return;
        var lease = taken;
        var began = time.GetTimestamp();
        var most = Fewest;
        try
        {
            while (true)
            {
                var (next, took) = await RoundAsync(subscription, most, cancel);
                most = took < s_fast ? Math.Min(most * 2, Most) : Fewest;
                var isOver = took >= s_slow || time.GetElapsedTime(began) >= Longest;
                var after = next <= clock.GetCurrentInstant() && !isOver
                    ? await RenewAsync(subscription, lease, cancel)
                    : await ReleaseAsync(subscription, lease, next, isOver, cancel);
                if (after is null)
                    return;
                lease = after;
            }
        }
        catch (Exception)
        {
            // The host gives the message again; until then nobody need wait for the lease to lapse.
            await TryReleaseAsync(subscription, lease);
            throw;
        }
    }

    private async Task<(Instant? Next, TimeSpan Took)> RoundAsync(string subscription, int most, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestRound);
        var began = time.GetTimestamp();
        try
        {
            var round = await pump(subscription, most, limit.Token);
            foreach (var failure in round.Failures)
                OperatorLog.EffectFailed(log, $"{subscription}: {failure}");
            return (round.Next, time.GetElapsedTime(began));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            OperatorLog.EffectFailed(log, $"{subscription}: a round was cut off after {LongestRound.TotalMinutes} minutes");
            return (clock.GetCurrentInstant(), LongestRound);
        }
    }

    /// <returns>Null when it is somebody else's, who has been told, or the subscription is gone.</returns>
    private async Task<SubscriptionLease?> TakeAsync(string subscription, CancellationToken cancel)
    {
        var me = Guid.NewGuid().ToString("n");
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await leases.ReadAsync(subscription, cancel) is not { Lease: var lease })
                return null;
            var now = clock.GetCurrentInstant();
            if (lease.IsHeld(now))
            {
                if (lease.IsWanted || await leases.TryWriteAsync(subscription, lease with { IsWanted = true }, cancel) is not null)
                    return null;
            }
            else if (await leases.TryWriteAsync(subscription, lease.At(now) with { Holder = me, Until = now + Lapse, IsWanted = false }, cancel) is { } taken)
            {
                return taken;
            }

            await Task.Delay(s_longestWait * Random.Shared.NextDouble(), cancel);
        }

        throw Raced(subscription);
    }

    /// <summary>The round that follows sees all that anybody came for until now.</summary>
    /// <returns>Null when it had lapsed, and somebody else is at it.</returns>
    private async Task<SubscriptionLease?> RenewAsync(string subscription, SubscriptionLease lease, CancellationToken cancel)
    {
        var until = clock.GetCurrentInstant() + Lapse;
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await leases.TryWriteAsync(subscription, lease with { Until = until, IsWanted = false }, cancel) is { } renewed)
                return renewed;
            if (await ReadOwnAsync(subscription, lease, cancel) is not { } stored)
                return null;
            lease = lease with { Tag = stored.Tag };
        }

        throw Raced(subscription);
    }

    /// <summary>Sends the message for the next time first: who dies between the two is called all the same.</summary>
    /// <param name="next">Null when there is nothing to do until an event comes.</param>
    /// <param name="isOver">Who has come meanwhile is left to the next message.</param>
    /// <returns>The lease, kept, when somebody came; null when it is released, or somebody else's.</returns>
    private async Task<SubscriptionLease?> ReleaseAsync(string subscription, SubscriptionLease lease, Instant? next, bool isOver, CancellationToken cancel)
    {
        var mine = lease.At(clock.GetCurrentInstant());
        for (var tries = 0; tries < Tries; tries++)
        {
            if (next is { } at)
                mine = await CallAsync(subscription, mine, at, cancel);
            if (await leases.TryWriteAsync(subscription, mine.Released, cancel) is not null)
                return null;
            // Marked by somebody who came; or, after an answer that got lost, it is released already.
            if (await ReadOwnAsync(subscription, lease, cancel) is not { } stored)
                return null;
            mine = mine with { Tag = stored.Tag };
            if (!isOver)
                return await RenewAsync(subscription, mine, cancel);
            next = clock.GetCurrentInstant();
        }

        throw Raced(subscription);
    }

    private async Task<SubscriptionLease> CallAsync(string subscription, SubscriptionLease lease, Instant at, CancellationToken cancel)
    {
        var now = clock.GetCurrentInstant();
        // Not so soon that it comes before the lease is released, nor later than a message can be kept.
        var due = Instant.Min(Instant.Max(at, now + s_soonest), now + IWebhookCalls.Longest);
        if (lease.IsCalled(due))
            return lease;
        await calls.CallAsync(subscription, due - now, cancel);
        return lease.WithCall(due);
    }

    /// <returns>Null when it is not ours any longer.</returns>
    private async Task<SubscriptionLease?> ReadOwnAsync(string subscription, SubscriptionLease lease, CancellationToken cancel) =>
        await leases.ReadAsync(subscription, cancel) is { Lease: var stored } && stored.Holder == lease.Holder ? stored : null;

    private async Task TryReleaseAsync(string subscription, SubscriptionLease lease)
    {
        try
        {
            if (await ReadOwnAsync(subscription, lease, CancellationToken.None) is { } stored)
                await leases.TryWriteAsync(subscription, stored.Released with { IsWanted = stored.IsWanted }, CancellationToken.None);
        }
        catch (Exception)
        {
            // It lapses.
        }
    }

    private static TimeoutException Raced(string subscription) => new($"Others wrote to the lease of {subscription} {Tries} times in between.");
}
