using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Recovery.Contracts;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Webhooks;

/// <summary>Who is at a subscription, and how nobody's coming gets lost; what a round delivers is the pump's.</summary>
[Collection(AzuriteTests.Name)]
public sealed class SubscriptionRoundTests(AzuriteServer azurite) : IAsyncLifetime
{
    private const string Id = "wh_a";

    private readonly SettableClock _clock = new(StoredCases.Monday);
    private readonly RecordedCalls _calls = new();
    private readonly Entries<UncalledWebhooks> _log = new();
    private RecoveryTables _tables = null!;
    private TableDeliveries _deliveries = null!;
    private TableSubscriptions _subscriptions = null!;
    private TableEventLog _events = null!;

    private SubscriptionLeases Leases => new(_tables);

    public async Task InitializeAsync()
    {
        _tables = await azurite.NewTablesAsync();
        _deliveries = new TableDeliveries(_tables, NullLogger<TableDeliveries>.Instance);
        _subscriptions = new TableSubscriptions(_tables, _deliveries);
        _events = new TableEventLog(_tables, new LogWriter(_tables, _clock));
        await _subscriptions.AddAsync(StoredWebhooks.Subscription(Id) with { Types = [] }, 0, default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task With_nothing_more_to_do_it_is_released_and_nobody_is_called()
    {
        var rounds = 0;
        await Rounds(_ => Round(++rounds, null)).RunAsync(Id, default);

        Assert.Equal(1, rounds);
        Assert.Empty(_calls.All);
        Assert.False((await WorkAsync()).Lease.IsHeld(_clock.Now));
    }

    [Fact]
    public async Task It_goes_on_while_something_is_due_with_more_at_a_time()
    {
        var most = new List<int>();
        await Rounds((_, requests) =>
        {
            most.Add(requests);
            return Task.FromResult(new PumpRound(most.Count < 5 ? _clock.Now : null));
        }).RunAsync(Id, default);

        Assert.Equal([8, 16, 32, 40, 40], most);
    }

    [Fact]
    public async Task After_a_slow_round_the_others_have_their_turn_before_it_goes_on()
    {
        var measured = new SettableClock(_clock.Now);
        var rounds = 0;
        await new SubscriptionRounds(Leases, (_, _, _) =>
        {
            rounds++;
            measured.Now += Duration.FromSeconds(20);
            return Task.FromResult(new PumpRound(_clock.Now));
        }, _calls, _clock, new Measured(measured), NullLogger<SubscriptionRounds>.Instance).RunAsync(Id, default);

        Assert.Equal(1, rounds);
        Assert.Equal([(Id, Duration.FromSeconds(1))], _calls.All);
        Assert.False((await WorkAsync()).Lease.IsHeld(_clock.Now));
    }

    [Fact]
    public async Task It_calls_for_when_it_is_to_be_looked_at_again_and_does_so_once()
    {
        var later = _clock.Now + Duration.FromHours(2);
        await Rounds(_ => Round(1, later)).RunAsync(Id, default);
        Assert.Equal([(Id, Duration.FromHours(2))], _calls.All);

        // An event came meanwhile; the message for later is under way already.
        await Rounds(_ => Round(1, later)).RunAsync(Id, default);
        Assert.Single(_calls.All);

        // Something is due sooner, and when that is done what was due later still is.
        await Rounds(_ => Round(1, _clock.Now + Duration.FromSeconds(5))).RunAsync(Id, default);
        _clock.Now += Duration.FromSeconds(5);
        await Rounds(_ => Round(1, later)).RunAsync(Id, default);
        Assert.Equal([Duration.FromHours(2), Duration.FromSeconds(5)], _calls.All.Select(c => c.Delay));

        // The message has come: for the next time there is a new one.
        _clock.Now = later;
        await Rounds(_ => Round(1, later + Duration.FromHours(5))).RunAsync(Id, default);
        Assert.Equal(Duration.FromHours(5), _calls.All[^1].Delay);
    }

    [Fact]
    public async Task No_message_is_for_later_than_a_queue_keeps_it()
    {
        await Rounds(_ => Round(1, _clock.Now + Duration.FromDays(30))).RunAsync(Id, default);

        Assert.Equal(Duration.FromDays(6), Assert.Single(_calls.All).Delay);
    }

    [Fact]
    public async Task Who_finds_it_taken_leaves_a_mark_and_the_holder_looks_once_more()
    {
        var (inside, mayGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (atOnce, most, rounds) = (0, 0, 0);
        var first = Rounds(async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            if (++rounds == 1)
            {
                inside.SetResult();
                await mayGo.Task;
            }

            Interlocked.Decrement(ref atOnce);
            return new PumpRound(null);
        }).RunAsync(Id, default);
        await inside.Task;

        // Others, of other processes.
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Rounds(_ => throw new InvalidOperationException("Two at a time.")).RunAsync(Id, default)));
        Assert.Equal(1, rounds);
        mayGo.SetResult();
        await first;

        Assert.Equal((2, 1), (rounds, most));
        Assert.False((await WorkAsync()).Lease.IsHeld(_clock.Now));
    }

    [Fact]
    public async Task Of_many_who_come_at_once_one_is_at_it_and_none_has_come_in_vain()
    {
        var (atOnce, seen, wanted) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(async n =>
        {
            await Task.Yield();
            // What it came for is there before it comes.
            Interlocked.Increment(ref wanted);
            await Rounds(async _ =>
            {
                Assert.Equal(1, Interlocked.Increment(ref atOnce));
                seen = wanted;
                await Task.Delay(1);
                Interlocked.Decrement(ref atOnce);
                return new PumpRound(null);
            }).RunAsync(Id, default);
        }));

        Assert.Equal(30, seen);
    }

    [Fact]
    public async Task The_lease_of_a_process_that_died_lapses_and_who_comes_too_late_lets_it_be()
    {
        var (inside, mayGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        var dead = Rounds(async _ =>
        {
            inside.SetResult();
            await mayGo.Task;
            return new PumpRound(_clock.Now);
        }).RunAsync(Id, default);
        await inside.Task;

        _clock.Now += SubscriptionRounds.Lapse;
        var rounds = 0;
        await Rounds(async _ =>
        {
            rounds++;
            // It was not dead after all, and comes back while another is at it.
            mayGo.SetResult();
            await dead;
            return new PumpRound(null);
        }).RunAsync(Id, default);

        Assert.Equal(1, rounds);
        Assert.Empty(_calls.All);
    }

    [Fact]
    public async Task A_round_that_fails_fails_the_message_and_leaves_the_lease_free()
    {
        await Assert.ThrowsAsync<IOException>(() => Rounds(_ => throw new IOException("No table.")).RunAsync(Id, default));

        var rounds = 0;
        await Rounds(_ => Round(++rounds, null)).RunAsync(Id, default);
        Assert.Equal(1, rounds);
    }

    [Fact]
    public async Task A_message_for_a_subscription_that_is_gone_does_nothing()
    {
        await _subscriptions.RemoveAsync(Id, default);
        await Rounds(_ => throw new InvalidOperationException("It is gone.")).RunAsync(Id, default);

        Assert.Null(await Leases.ReadAsync(Id, default));
    }

    [Fact]
    public async Task The_sweeper_calls_for_what_no_message_calls_for_and_for_nothing_else()
    {
        await Uncalled.CallAsync(default);
        Assert.Empty(_calls.All);

        // An event whose call is still on its way.
        await _events.AppendAsync([StoredWebhooks.Event("e-1")], default);
        await Uncalled.CallAsync(default);
        Assert.Empty(_calls.All);

        // It was lost.
        _clock.Now += Duration.FromMinutes(3);
        await Uncalled.CallAsync(default);
        Assert.Equal([(Id, Duration.Zero)], _calls.All);
        Assert.Equal(["WebhooksOverdue"], _log.Names);
        await Uncalled.CallAsync(default);
        Assert.Single(_calls.All);

        // That one was lost too.
        _clock.Now += Duration.FromMinutes(3);
        await Uncalled.CallAsync(default);
        Assert.Equal(2, _calls.All.Count);
    }

    [Fact]
    public async Task The_sweeper_calls_for_what_waits_when_the_message_for_it_never_came()
    {
        var next = _clock.Now + Duration.FromMinutes(5);
        await Rounds(async _ =>
        {
            var progress = (await _deliveries.ProgressAsync(Id, default))!;
            Assert.True(await _deliveries.SaveAsync(new DeliveryChange { Progress = progress, Held = [StoredWebhooks.Held("s", next)] }, default));
            return new PumpRound(next);
        }).RunAsync(Id, default);
        _calls.All.Clear();

        _clock.Now = next + Duration.FromMinutes(1);
        await Uncalled.CallAsync(default);
        Assert.Empty(_calls.All);

        _clock.Now = next + Duration.FromMinutes(3);
        await Uncalled.CallAsync(default);
        Assert.Equal([(Id, Duration.Zero)], _calls.All);
        Assert.Equal(["WebhooksOverdue"], _log.Names);
    }

    [Theory]
    [InlineData(SubscriptionState.Paused)]
    [InlineData(SubscriptionState.Disabled)]
    public async Task The_sweeper_leaves_alone_who_wants_nothing(SubscriptionState state)
    {
        await _events.AppendAsync([StoredWebhooks.Event("e-1")], default);
        await _subscriptions.SaveAsync((await _subscriptions.FindAsync(Id, default))! with { State = state }, default);

        _clock.Now += Duration.FromHours(1);
        await Uncalled.CallAsync(default);
        Assert.Empty(_calls.All);
    }

    private UncalledWebhooks Uncalled => new(_subscriptions, Leases, _deliveries, _events, _calls, _clock, _log);

    private SubscriptionRounds Rounds(Func<string, Task<PumpRound>> pump) => Rounds((id, _) => pump(id));

    private SubscriptionRounds Rounds(Func<string, int, Task<PumpRound>> pump) =>
        new(Leases, (id, most, _) => pump(id, most), _calls, _clock, TimeProvider.System, NullLogger<SubscriptionRounds>.Instance);

    private async Task<SubscriptionWork> WorkAsync() => (await Leases.ReadAsync(Id, default))!;

    private static Task<PumpRound> Round(int _, Instant? next) => Task.FromResult(new PumpRound(next));

    /// <summary>Passes only when it is told to.</summary>
    private sealed class Measured(IClock clock) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => clock.GetCurrentInstant().ToUnixTimeTicks();
    }
}
