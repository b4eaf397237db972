using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>How events come to one receiver, by a clock that goes from look to look.</summary>
public class PumpTests
{
    private readonly Downstream _world = new();

    [Fact]
    public async Task A_replay_asked_for_while_requests_are_on_their_way_costs_none_of_their_results()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1");
        await _world.RoundAsync();
        await _world.PublishAsync("b/1");
        _world.Deliveries.BeforeSave = async _ =>
        {
            _world.Deliveries.BeforeSave = null;
            Assert.IsType<ReplayAsked>(await _world.Desk.ReplayAsync("wh_one", "a/1", default));
        };

        await _world.RoundAsync();

        Assert.Equal(DeliveryStatus.Delivered, await _world.StatusOfAsync("b/1"));
        Assert.Single((await _world.Deliveries.ProgressAsync("wh_one", default))!.Replays);
        await _world.RunUntilAsync(_world.Now);
        Assert.Equal(["a/1", "b/1", "a/1"], _world.Taken());
    }

    [Fact]
    public async Task What_a_round_knows_is_void_when_another_one_came_between()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1");
        _world.Answer = (arrival, _) => Task.FromResult(Downstream.Status(arrival.Try == 2 ? 500 : 200));
        _world.Deliveries.BeforeSave = async _ =>
        {
            _world.Deliveries.BeforeSave = null;
            await _world.NewPump().RunAsync("wh_one", 64, default);
        };

        var round = await _world.RoundAsync();

        Assert.Equal((_world.Now, DeliveryStatus.Waiting), (round.Next, await _world.StatusOfAsync("a/1")));
        await _world.RunUntilAsync(_world.Now + Duration.FromHours(1));
        Assert.Equal(DeliveryStatus.Delivered, await _world.StatusOfAsync("a/1"));
        Assert.Equal(3, _world.Arrivals.Count);
    }

    [Fact]
    public async Task Every_event_arrives_once_and_is_recorded()
    {
        await _world.SubscribeAsync();
        string[] ids = [.. Enumerable.Range(0, 200).Select(n => $"c{n % 40:00}/{n}")];
        await _world.PublishAsync(ids);

        await _world.RunUntilAsync(Downstream.Start + Duration.FromSeconds(1));

        Assert.Equal(ids, _world.Taken().Order(Comparer<string>.Create((a, b) => Number(a).CompareTo(Number(b)))));
        Assert.Equal(200, (await _world.Deliveries.CountsAsync("wh_one", 1000, default))[DeliveryStatus.Delivered]);
        Assert.Equal(200, (await _world.Deliveries.ProgressAsync("wh_one", default))!.Position);
        Assert.Null(await _world.Deliveries.NextAsync("wh_one", default));
        Assert.Null((await _world.RoundAsync()).Next);
        Assert.True(_world.Log.LongestRead <= 64);
    }

    [Fact]
    public async Task Only_the_types_asked_for_arrive_and_the_cursor_passes_the_others()
    {
        await _world.SubscribeAsync(types: ["case.closed"]);
        await _world.PublishAsync([.. Enumerable.Range(0, 300).Select(n => $"u{n}")]);
        await _world.PublishAsync("case.closed", ["closed"]);

        await _world.RunUntilAsync(Downstream.Start);

        Assert.Equal(["closed"], _world.Taken());
        Assert.Equal(301, (await _world.Deliveries.ProgressAsync("wh_one", default))!.Position);
    }

    [Fact]
    public async Task A_failing_event_is_tried_ten_times_by_the_schedule_and_then_parked()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1");
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(500));

        await _world.RunUntilAsync(Downstream.Start + Duration.FromDays(5));

        Assert.Equal(10, _world.Arrivals.Count);
        Assert.Equal(Downstream.Start, _world.Arrivals[0].At);
        for (var n = 1; n < 10; n++)
        {
            var waited = _world.Arrivals[n].At - _world.Arrivals[n - 1].At;
            Assert.InRange(waited, DeliverySchedule.Delays[n], DeliverySchedule.Delays[n] * 1.1);
        }

        var parked = await _world.Deliveries.FindAsync("wh_one", "a/1", default);
        Assert.Equal((DeliveryStatus.Parked, 10, (Instant?)null), (parked!.Status, parked.Attempts.Length, parked.NextAt));
        Assert.Equal(DeliveryReasons.Tried, parked.Reason);
    }

    [Fact]
    public async Task A_later_event_of_a_case_waits_for_the_earlier_and_other_cases_do_not()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1", "a/2", "b/1", "a/3");
        _world.Answer = (arrival, _) => Task.FromResult(Downstream.Status(arrival is { Id: "a/1", Try: < 4 } ? 400 : 200));

        await _world.RoundAsync();
        Assert.Equal(["b/1"], _world.Taken());
        Assert.Equal(DeliveryReasons.Behind, (await _world.Deliveries.FindAsync("wh_one", "a/3", default))!.Reason);

        await _world.PublishAsync("a/4");
        await _world.RunUntilAsync(Downstream.Start + Duration.FromHours(1));

        Assert.Equal(["b/1", "a/1", "a/2", "a/3", "a/4"], _world.Taken());
        Assert.Equal(8, _world.Arrivals.Count);
    }

    [Fact]
    public async Task What_waits_behind_an_event_goes_on_once_that_is_parked()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1", "a/2");
        _world.Answer = (arrival, _) => Task.FromResult(Downstream.Status(arrival.Id == "a/1" ? 422 : 200));

        await _world.RunUntilAsync(Downstream.Start + Duration.FromDays(4));

        Assert.Equal(["a/2"], _world.Taken());
        Assert.Equal(DeliveryStatus.Parked, await _world.StatusOfAsync("a/1"));
    }

    [Fact]
    public async Task After_a_day_of_500_everything_arrives_once_and_in_order()
    {
        await _world.SubscribeAsync();
        var end = Downstream.Start + Duration.FromDays(1);
        _world.Answer = (arrival, _) => Task.FromResult(Downstream.Status(arrival.At < end ? 500 : 200));
        string[] ids = [.. Enumerable.Range(0, 240).Select(n => $"c{n % 30}/{n}")];
        for (var n = 0; n < ids.Length; n += 10)
        {
            await _world.PublishAsync(ids[n..(n + 10)]);
            await _world.RunUntilAsync(_world.Now + Duration.FromHours(1));
        }

        var tried = _world.Arrivals.Count;
        await _world.RunUntilAsync(Downstream.Start + Duration.FromDays(5));

        AssertEachOnceInOrder(ids, _world.Taken());
        Assert.True(tried < 24 * 14, $"{tried} requests in a day to a receiver that was out of order");
        Assert.Empty(_world.Mail);
    }

    [Fact]
    public async Task A_410_switches_the_webhook_off_and_resuming_it_loses_nothing()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1", "a/2", "b/1");
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(410));

        Assert.Null((await _world.RoundAsync()).Next);

        var disabled = await _world.Subscriptions.FindAsync("wh_one", default);
        Assert.Equal(SubscriptionState.Disabled, disabled!.State);
        Assert.Single(_world.Mail);
        Assert.Equal(2, _world.Arrivals.Count);
        await _world.RunUntilAsync(Downstream.Start + Duration.FromDays(2));
        Assert.Equal(2, _world.Arrivals.Count);
        Assert.Single(_world.Mail);

        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(204));
        Assert.IsType<Changed>(await _world.Desk.ResumeAsync("wh_one", default));
        await _world.RunUntilAsync(_world.Now);

        AssertEachOnceInOrder(["a/1", "a/2", "b/1"], _world.Taken());
        Assert.Equal(["wh_one"], _world.Nudges);
    }

    [Fact]
    public async Task A_410_of_an_address_that_staff_changed_meanwhile_switches_nothing_off()
    {
        var subscription = await _world.SubscribeAsync();
        await _world.PublishAsync("a/1");
        _world.Answer = async (arrival, _) =>
        {
            if (arrival.Host != "wh-one.example")
                return Downstream.Status(200);
            await _world.Subscriptions.SaveAsync(subscription with { Url = new Uri("https://new.example/"), Version = 1 }, default);
            return Downstream.Status(410);
        };

        await _world.RunUntilAsync(Downstream.Start);

        Assert.Equal(SubscriptionState.Active, (await _world.Subscriptions.FindAsync("wh_one", default))!.State);
        Assert.Equal(["wh-one.example", "new.example"], _world.Arrivals.Select(a => a.Host));
    }

    [Fact]
    public async Task While_paused_nothing_is_sent_and_then_everything_arrives()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1", "b/1");
        _world.Answer = (arrival, _) => Task.FromResult(Downstream.Status(arrival.Try == 1 ? 500 : 200));
        await _world.RoundAsync();
        Assert.IsType<Changed>(await _world.Desk.PauseAsync("wh_one", "Upgrade of the CRM", default));
        Assert.IsType<NotPossible>(await _world.Desk.PauseAsync("wh_one", null, default));
        await _world.PublishAsync("a/2", "c/1");

        await _world.RunUntilAsync(Downstream.Start + Duration.FromDays(10));
        Assert.Equal(2, _world.Arrivals.Count);

        Assert.IsType<Changed>(await _world.Desk.ResumeAsync("wh_one", default));
        await _world.RunUntilAsync(_world.Now + Duration.FromHours(1));
        AssertEachOnceInOrder(["a/1", "a/2", "b/1", "c/1"], _world.Taken());
    }

    [Fact]
    public async Task An_event_that_the_log_no_longer_has_is_parked_and_not_passed_over_in_silence()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1", "a/2");
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(400));
        await _world.RoundAsync();
        await _world.Desk.PauseAsync("wh_one", null, default);
        _world.Now += Duration.FromDays(40);
        await _world.PublishAsync("a/3");
        await _world.Log.ForgetAsync(_world.Now - Duration.FromDays(35), 100, default);
        _world.Answer = (_, _) => Task.FromResult(Downstream.Status(200));
        await _world.Desk.ResumeAsync("wh_one", default);

        await _world.RunUntilAsync(_world.Now);

        foreach (var id in new[] { "a/1", "a/2" })
            Assert.Equal((DeliveryStatus.Parked, DeliveryReasons.Forgotten), await OutcomeAsync(id));
        Assert.Equal(["a/3"], _world.Taken());
        Assert.Single(_world.Mail);
    }

    [Fact]
    public async Task A_subscription_that_was_removed_meanwhile_ends_the_round()
    {
        await _world.SubscribeAsync();
        await _world.PublishAsync("a/1");
        _world.Answer = async (_, _) =>
        {
            await _world.Subscriptions.RemoveAsync("wh_one", default);
            return Downstream.Status(500);
        };

        await _world.RoundAsync();

        Assert.Null((await _world.RoundAsync()).Next);
        Assert.Single(_world.Arrivals);
    }

    internal static void AssertEachOnceInOrder(IEnumerable<string> published, IReadOnlyList<string> taken)
    {
        Assert.Equal(published.Order(StringComparer.Ordinal), taken.Order(StringComparer.Ordinal));
        AssertInOrder(published, taken);
    }

    /// <summary>Of each stream, the first arrivals come in the order of publishing.</summary>
    internal static void AssertInOrder(IEnumerable<string> published, IReadOnlyList<string> taken)
    {
        foreach (var stream in published.GroupBy(Stream))
            Assert.Equal(stream, taken.Where(t => Stream(t) == stream.Key).Distinct());
    }

    private static string Stream(string id) => id.Split('/')[0];

    private static int Number(string id) => int.Parse(id.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<(DeliveryStatus, string?)> OutcomeAsync(string id)
    {
        var found = await _world.Deliveries.FindAsync("wh_one", id, default);
        return (found!.Status, found.Reason);
    }
}
