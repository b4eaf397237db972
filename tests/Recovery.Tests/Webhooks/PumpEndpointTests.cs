using System.Text;
using NodaTime;
using Recovery.Contracts;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>Receivers who are slow, ask for patience, or give no sign of life.</summary>
public class PumpEndpointTests
{
    private readonly Downstream _world = new();

    [Fact]
    public async Task Retry_After_is_kept_for_the_event_and_for_the_whole_endpoint()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1");
        _world.Answer = (arrival, _) => Task.FromResult(
            _world.Arrivals.Count == 1 ? Downstream.Status(503, Duration.FromSeconds(600)) : Downstream.Status(200));

        Assert.Equal(Downstream.Start + Duration.FromSeconds(600), (await _world.RoundAsync()).Next);
        await _world.PublishAsync("b/1");
        await _world.RunUntilAsync(Downstream.Start + Duration.FromHours(1));

        Assert.Equal(["a/1", "a/1", "b/1"], _world.Arrivals.Select(a => a.Id));
        Assert.All(_world.Arrivals.Skip(1), a => Assert.Equal(Downstream.Start + Duration.FromSeconds(600), a.At));
    }

    [Fact]
    public async Task A_silent_endpoint_is_left_alone_tried_with_one_and_then_has_everything()
    {
        await _world.SubscribeAsync();
        string[] ids = [.. Enumerable.Range(0, 100).Select(n => $"c{n}/1")];
        await _world.PublishAsync(ids);
        var back = Downstream.Start + Duration.FromMinutes(3);
        _world.Answer = (arrival, _) => Task.FromResult(arrival.At < back ? Downstream.Fault(SendFault.NotConnected) : Downstream.Status(200));

        await _world.RoundAsync();
        var first = _world.Arrivals.Count;
        Assert.InRange(first, EndpointBreaker.Opens, EndpointBreaker.Opens + _world.PerEndpoint - 1);
        Assert.Equal(first, (await _world.Deliveries.ProgressAsync("wh_one", default))!.Position);

        await _world.RunUntilAsync(Downstream.Start + Duration.FromDays(1));

        var probes = _world.Arrivals.Skip(first).TakeWhile(a => !a.Taken).Select(a => (a.At - Downstream.Start).TotalSeconds);
        Assert.Equal([30, 90], probes);
        Assert.Equal(Downstream.Start + Duration.FromSeconds(210), _world.Arrivals.First(a => a.Taken).At);
        PumpTests.AssertEachOnceInOrder(ids, _world.Taken());
    }

    [Fact]
    public async Task An_endpoint_dead_for_five_days_costs_little_and_has_its_ten_thousand_events_parked()
    {
        await _world.SubscribeAsync();
        string[] ids = [.. Enumerable.Range(0, 10_000).Select(n => $"c{n % 3000}/{n}")];
        _world.Answer = (_, _) => Task.FromResult(Downstream.Fault(SendFault.NotConnected));
        for (var n = 0; n < 25; n++)
        {
            await _world.PublishAsync(ids[(n * 400)..((n + 1) * 400)]);
            await _world.RunUntilAsync(_world.Now + Duration.FromHours(1));
        }

        await _world.RunUntilAsync(Downstream.Start + Duration.FromDays(5));

        var counts = await _world.Deliveries.CountsAsync("wh_one", 20_000, default);
        Assert.Equal((10_000, 0, 0), (counts[DeliveryStatus.Parked], counts[DeliveryStatus.Waiting], counts[DeliveryStatus.Delivered]));
        Assert.Null(await _world.Deliveries.NextAsync("wh_one", default));
        Assert.True(_world.Arrivals.Count < 5 * 24 * 12 + 20, $"{_world.Arrivals.Count} requests");
        Assert.True(_world.Rounds < 5 * 24 * 12 * 3, $"{_world.Rounds} rounds");
        Assert.True(_world.Log.LongestRead <= 64);
        Assert.Equal(2, _world.Mail.Count);
        Assert.True(_world.MailedAt[1] - _world.MailedAt[0] >= Duration.FromDays(1));

        // It comes back, and staff have everything sent again.
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(200));
        await _world.Desk.ReplayAsync("wh_one", Downstream.Start, _world.Now, onlyParked: true, default);
        await _world.RunUntilAsync(_world.Now + Duration.FromHours(1));
        PumpTests.AssertEachOnceInOrder(ids, _world.Taken());
        Assert.Empty((await _world.Deliveries.ProgressAsync("wh_one", default))!.Replays);
    }

    [Fact]
    public async Task What_is_old_for_a_long_pause_is_not_given_up_when_the_receiver_fails_for_a_moment()
    {
        await _world.SubscribeAsync();
        await _world.Desk.PauseAsync("wh_one", null, default);
        string[] ids = [.. Enumerable.Range(0, 50).Select(n => $"c{n}/1")];
        await _world.PublishAsync(ids);
        _world.Now += Duration.FromDays(7);
        await _world.Desk.ResumeAsync("wh_one", default);
        var back = _world.Now + Duration.FromMinutes(1);
        _world.Answer = (arrival, _) => Task.FromResult(Downstream.Status(arrival.At < back ? 502 : 200));

        await _world.RoundAsync();
        // Somebody looks while it is left alone.
        await _world.RoundAsync();
        await _world.RunUntilAsync(_world.Now + Duration.FromHours(1));

        PumpTests.AssertEachOnceInOrder(ids, _world.Taken());
        Assert.Empty(_world.Mail);
    }

    [Fact]
    public async Task A_receiver_who_is_slow_with_one_request_does_not_keep_the_results_of_the_others()
    {
        var world = new Downstream(time: new TimersAtOnce());
        await world.SubscribeAsync();
        await world.PublishAsync([.. Enumerable.Range(0, 64).Select(n => $"c{n}/1"), "c7/2"]);
        var slow = new TaskCompletionSource<SendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        HeldEvents? held = null;
        long position = 0;
        world.Answer = (arrival, _) => arrival.Id == "c7/1" ? slow.Task : Task.FromResult(Downstream.Status(200));
        world.Deliveries.AfterSave = async change =>
        {
            if ((await world.Deliveries.CountsAsync("wh_one", 100, default))[DeliveryStatus.Delivered] < 63 || held is not null)
                return;
            held = (await world.Deliveries.HeldAsync("wh_one", ["c7"], default)).SingleOrDefault();
            position = change.Progress.Position;
            slow.SetResult(Downstream.Status(200));
        };

        await world.RoundAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((8, 0, 64), (held!.Position, held.Attempts, position));
        Assert.Null(await world.Deliveries.NextAsync("wh_one", default));
        world.Deliveries.AfterSave = null;
        await world.RunUntilAsync(world.Now);
        Assert.Equal(65, world.Taken().Distinct().Count());
        Assert.Equal(65, world.Arrivals.Count);
    }

    [Fact]
    public async Task At_most_so_many_requests_are_on_their_way_to_one_receiver()
    {
        var world = new Downstream(perEndpoint: 3);
        await world.SubscribeAsync();
        await world.PublishAsync([.. Enumerable.Range(0, 40).Select(n => $"c{n}/1")]);
        var (now, most) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Answer = async (_, cancel) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            if (most == 3)
                full.TrySetResult();
            await full.Task.WaitAsync(TimeSpan.FromSeconds(30), cancel);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return Downstream.Status(200);
        };

        await world.RoundAsync();

        Assert.Equal((40, 3), (world.Taken().Count, most));
    }

    [Fact]
    public async Task What_is_known_when_a_round_is_cancelled_is_saved_and_the_rest_is_sent_again()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1", "b/1");
        using var cancel = new CancellationTokenSource();
        _world.Answer = async (arrival, stopped) =>
        {
            if (arrival.Id == "a/1")
                return Downstream.Status(200);
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, stopped);
            return Downstream.Status(200);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _world.RoundAsync(cancel: cancel.Token).WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal(DeliveryStatus.Delivered, await _world.StatusOfAsync("a/1"));
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(200));
        await _world.RunUntilAsync(_world.Now);
        Assert.Equal(["a/1", "b/1", "b/1"], _world.Arrivals.Select(a => a.Id));
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_counts_no_try_and_the_owner_hears_of_it_once_a_day()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1");
        _world.SecretsAreLost = true;

        await _world.RunUntilAsync(Downstream.Start + Duration.FromHours(30));

        Assert.Empty(_world.Arrivals);
        Assert.Equal(2, _world.Mail.Count);
        Assert.Contains("cannot be signed", _world.Mail[0].Subject, StringComparison.Ordinal);
        var waiting = await _world.Deliveries.FindAsync("wh_one", "a/1", default);
        Assert.Equal((DeliveryStatus.Waiting, DeliveryReasons.NotSigned), (waiting!.Status, waiting.Reason));
        Assert.Equal(Delivery.MostAttempts, waiting.Attempts.Length);

        _world.SecretsAreLost = false;
        await _world.RunUntilAsync(_world.Now + Duration.FromMinutes(10));
        Assert.Equal(["a/1"], _world.Taken());
    }

    [Fact]
    public async Task The_timestamp_is_real_time_though_the_clock_of_the_site_goes_fast()
    {
        var world = new Downstream(time: new StandingTime());
        var subscription = await world.SubscribeAsync();
        await world.PublishAsync("a/1");
        world.Answer = (arrival, _) => Task.FromResult(Downstream.Status(arrival.Try < 5 ? 500 : 200));

        await world.RunUntilAsync(Downstream.Start + Duration.FromDays(1));

        Assert.Equal(5, world.Arrivals.Count);
        Assert.All(world.Arrivals, a =>
            Assert.True(new ReceivedWebhook(a.Headers, Encoding.UTF8.GetBytes(a.Body)).IsGenuine(subscription.Keys[0].Protected, StandingTime.Now)));
    }

    [Fact]
    public async Task A_rotated_key_signs_for_as_long_as_the_clock_of_the_site_says()
    {
        var world = new Downstream(time: new StandingTime());
        var subscription = await world.SubscribeAsync();
        var key = subscription.Keys[0];
        await world.Subscriptions.SaveAsync((await world.Subscriptions.FindAsync("wh_one", default))! with { Keys = [key, key with { ExpiresAt = Downstream.Start + Duration.FromHours(1) }] }, default);

        await world.PublishAsync("a/1");
        await world.RunUntilAsync(Downstream.Start + Duration.FromHours(1));
        await world.PublishAsync("b/1");
        await world.RunUntilAsync(Downstream.Start + Duration.FromHours(2));

        Assert.Equal([2, 1], world.Arrivals.Select(a => new ReceivedWebhook(a.Headers, Array.Empty<byte>()).Signatures.Length));
    }

    /// <summary>The machine's time, far from the clock of the site.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public static Instant Now => Instant.FromUtc(2001, 2, 3, 4, 5);

        public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
    }

    /// <summary>Whoever waits for a time has it at once.</summary>
    private sealed class TimersAtOnce : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ThreadPool.QueueUserWorkItem(_ => callback(state));
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
