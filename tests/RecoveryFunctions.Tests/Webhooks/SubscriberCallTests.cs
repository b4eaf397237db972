using NodaTime;
using Recovery.Contracts;
using Recovery.Webhooks;
using RecoveryFunctions.Tests.Durable;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Webhooks;

/// <summary>Whom an event calls for.</summary>
public sealed class SubscriberCallTests
{
    private readonly MemorySubscriptions _subscriptions = new(new MemoryDeliveries());
    private readonly RecordedCalls _calls = new();
    private readonly StillTime _time = new();
    private readonly Entries<SubscriberCalls> _log = new();

    private SubscriberCalls Calls => field ??= new SubscriberCalls(_subscriptions, _calls, _time, _log);

    [Fact]
    public async Task Only_who_hears_of_one_of_the_types_and_is_active_is_called()
    {
        await AddAsync("wh_all");
        await AddAsync("wh_closed", "case.closed");
        await AddAsync("wh_updated", "case.closed", "case.updated");
        await AddAsync("wh_paused");
        await _subscriptions.SaveAsync((await _subscriptions.FindAsync("wh_paused", default))! with { State = SubscriptionState.Paused }, default);

        await Calls.CallAsync([StoredWebhooks.Event("e-1")], default);

        Assert.Equal([("wh_all", Duration.FromSeconds(1)), ("wh_updated", Duration.FromSeconds(1))], _calls.All.Order());
    }

    [Fact]
    public async Task A_hundred_events_at_once_are_one_call_and_one_that_failed_is_made_again()
    {
        await AddAsync("wh_a");
        _calls.Fails = true;
        await Calls.CallAsync([StoredWebhooks.Event("e-0")], default);
        Assert.Equal(["WebhooksNotCalled"], _log.Names);
        _calls.Fails = false;

        for (var n = 1; n <= 100; n++)
            await Calls.CallAsync([StoredWebhooks.Event($"e-{n}")], default);

        // One a second, and a hundred take less, unless the machine stands still.
        Assert.InRange(_calls.All.Count, 1, 10);
    }

    [Fact]
    public async Task What_is_added_while_the_list_is_remembered_is_called_for_by_its_nudge_once_it_is_known_everywhere()
    {
        await Calls.CallAsync([StoredWebhooks.Event("e-1")], default);
        await AddAsync("wh_new");
        await new WebhookNudges(_calls).NudgeAsync("wh_new", default);
        var nudges = _calls.All.Select(c => c.Delay).ToList();
        _calls.All.Clear();

        _time.Now = SubscriberCalls.Remembered.ToTimeSpan() - TimeSpan.FromTicks(1);
        await Calls.CallAsync([StoredWebhooks.Event("e-2")], default);
        Assert.Empty(_calls.All);
        Assert.Equal(Duration.Zero, nudges[0]);
        Assert.InRange(nudges[1], SubscriberCalls.Remembered, Duration.FromSeconds(30));

        _time.Now = SubscriberCalls.Remembered.ToTimeSpan();
        await Calls.CallAsync([StoredWebhooks.Event("e-3")], default);
        Assert.Equal("wh_new", Assert.Single(_calls.All).Subscription);
    }

    private Task AddAsync(string id, params string[] types) => _subscriptions.AddAsync(StoredWebhooks.Subscription(id) with { Types = [.. types] }, 0, default);

    private sealed class StillTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
