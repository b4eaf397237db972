using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>What staff and integrators ask of a subscription.</summary>
public class DeskTests
{
    private readonly Downstream _world = new();

    [Fact]
    public async Task A_test_is_sent_now_even_while_paused_and_its_result_recorded()
    {
        await _world.SubscribeAsync(types: ["case.closed"]);
        await _world.Desk.PauseAsync("wh_one", null, default);

        var delivered = Assert.IsType<Tested>(await _world.Desk.TestAsync("wh_one", default)).Delivery;
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(302));
        var failed = Assert.IsType<Tested>(await _world.Desk.TestAsync("wh_one", default)).Delivery;

        Assert.Equal((DeliveryStatus.Delivered, DeliveryStatus.Parked), (delivered.Status, failed.Status));
        Assert.NotEqual(delivered.Event, failed.Event);
        Assert.Equal(302, Assert.Single((await _world.Deliveries.FindAsync("wh_one", failed.Event, default))!.Attempts).Status);
        Assert.Contains("\"type\":\"webhook.test\"", _world.Arrivals[0].Body, StringComparison.Ordinal);
        Assert.Equal(0, await _world.Log.LastAsync(default));
        Assert.IsType<NotPossible>(await _world.Desk.ReplayAsync("wh_one", failed.Event, default));
        Assert.Equal(new NotThere(true), await _world.Desk.TestAsync("wh_two", default));
    }

    [Fact]
    public async Task One_event_is_replayed_with_its_id_and_a_fresh_schedule()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1", "a/2");
        _world.Answer = (arrival, _) => Task.FromResult(Downstream.Status(arrival is { Id: "a/1", Try: <= 12 } ? 400 : 200));
        await _world.RunUntilAsync(Downstream.Start + Duration.FromDays(5));
        Assert.Equal(DeliveryStatus.Parked, await _world.StatusOfAsync("a/1"));

        var asked = Assert.IsType<ReplayAsked>(await _world.Desk.ReplayAsync("wh_one", "a/1", default));
        Assert.Equal((0L, 1L), (asked.Run!.Position, asked.Run.Until));
        await _world.RoundAsync();
        await _world.RoundAsync();
        Assert.IsType<NotPossible>(await _world.Desk.ReplayAsync("wh_one", "a/1", default));
        await _world.RunUntilAsync(_world.Now + Duration.FromDays(1));

        Assert.Equal(["a/2", "a/1"], _world.Taken());
        var record = await _world.Deliveries.FindAsync("wh_one", "a/1", default);
        Assert.Equal((DeliveryStatus.Delivered, 13), (record!.Status, record.Attempts.Length));
        Assert.Equal(13, _world.Arrivals.Count(a => a.Id == "a/1"));
        Assert.Empty((await _world.Deliveries.ProgressAsync("wh_one", default))!.Replays);
        Assert.Equal(["wh_one"], _world.Nudges);
    }

    [Fact]
    public async Task A_range_is_replayed_in_order_all_of_it_or_only_what_was_parked()
    {
        await _world.SubscribeAsync();
        string[] ids = [.. Enumerable.Range(0, 150).Select(n => $"c{n % 10}/{n:000}")];
        foreach (var half in ids.Chunk(75))
        {
            await _world.PublishAsync(half);
            _world.Now += Duration.FromHours(1);
        }

        _world.Answer = (arrival, _) => Task.FromResult(Downstream.Status(arrival.Id.EndsWith('3') && arrival.Try <= 10 ? 400 : 200));
        await _world.RunUntilAsync(Downstream.Start + Duration.FromDays(60));
        var before = _world.Taken().Count;
        Assert.Equal(135, before);

        await _world.Desk.ReplayAsync("wh_one", Downstream.Start + Duration.FromHours(1), _world.Now, onlyParked: true, default);
        await _world.RunUntilAsync(_world.Now);
        string[] parked = [.. ids[75..].Where(id => id.EndsWith('3'))];
        Assert.Equal(parked, _world.Taken().Skip(before));

        await _world.Desk.ReplayAsync("wh_one", Downstream.Start, Downstream.Start + Duration.FromHours(1), onlyParked: false, default);
        await _world.RunUntilAsync(_world.Now);
        PumpTests.AssertEachOnceInOrder(ids[..75], [.. _world.Taken().Skip(before + parked.Length)]);
    }

    [Fact]
    public async Task A_replay_touches_neither_what_is_still_ahead_nor_what_is_on_its_way()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1", "b/1");
        _world.Answer = (arrival, _) => Task.FromResult(Downstream.Status(arrival is { Id: "a/1", Try: < 3 } ? 400 : 200));
        await _world.RoundAsync();
        await _world.PublishAsync("a/2", "c/1");
        _world.Now += Duration.FromSeconds(1);

        var asked = Assert.IsType<ReplayAsked>(await _world.Desk.ReplayAsync("wh_one", Downstream.Start, _world.Now, onlyParked: false, default));
        Assert.Equal(2, asked.Run!.Until);
        await _world.RunUntilAsync(_world.Now + Duration.FromHours(1));

        Assert.Equal(3, _world.Arrivals.Count(a => a.Id == "a/1"));
        Assert.Equal(2, _world.Arrivals.Count(a => a.Id == "b/1"));
        PumpTests.AssertInOrder(["a/1", "a/2"], _world.Taken());
        Assert.Single(_world.Arrivals, a => a.Id == "a/2");
    }

    [Fact]
    public async Task What_cannot_be_replayed_is_refused_with_the_reason()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1");
        await _world.RoundAsync();
        var now = _world.Now;

        Assert.Equal(new NotThere(true), await _world.Desk.ReplayAsync("wh_two", "a/1", default));
        Assert.Equal(new NotThere(false), await _world.Desk.ReplayAsync("wh_one", "a/9", default));
        Assert.Equal("until", Assert.IsType<NotPossible>(await _world.Desk.ReplayAsync("wh_one", now, now, false, default)).Field);
        var later = now + Duration.FromHours(1);
        Assert.Equal("from", Assert.IsType<NotPossible>(await _world.Desk.ReplayAsync("wh_one", later, later + Duration.FromHours(1), false, default)).Field);
        Assert.Null(Assert.IsType<ReplayAsked>(await _world.Desk.ReplayAsync("wh_one", now - Duration.FromHours(2), now - Duration.FromHours(1), false, default)).Run);
        for (var n = 0; n < WebhookDesk.MostReplays; n++)
            Assert.IsType<ReplayAsked>(await _world.Desk.ReplayAsync("wh_one", "a/1", default));
        Assert.IsType<NotPossible>(await _world.Desk.ReplayAsync("wh_one", "a/1", default));
        Assert.Equal("reason", Assert.IsType<NotPossible>(await _world.Desk.PauseAsync("wh_one", new string('x', 201), default)).Field);
    }

    [Fact]
    public async Task A_replay_asked_for_while_a_round_runs_is_not_lost()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1");
        await _world.RoundAsync();
        await _world.PublishAsync("b/1");
        _world.Answer = async (arrival, _) =>
        {
            if (arrival.Id == "b/1")
                await _world.Desk.ReplayAsync("wh_one", "a/1", default);
            return Downstream.Status(200);
        };

        await _world.RunUntilAsync(_world.Now);

        Assert.Equal(["a/1", "b/1", "a/1"], _world.Taken());
    }
}
