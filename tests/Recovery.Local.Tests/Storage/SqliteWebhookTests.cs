using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Local.Storage;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Storage;

public sealed class SqliteEventLogTests : EventLogContract, IAsyncDisposable
{
    private readonly StoreOnDisk _disk;

    public SqliteEventLogTests() => _disk = new(Clock);

    protected override IEventLog Log => _disk.Log;

    protected override ICaseStore Store => _disk.Store;

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task Whoever_sends_is_told_after_each_commit_that_publishes_and_after_no_other()
    {
        var opened = StoredCases.Opened(1);
        await SaveAsync(opened);
        await Log.AppendAsync([], default);
        Assert.Equal(0, _disk.Webhooks.Publishings);

        await SaveAsync(StoredCases.Changed(opened.Case, new Noted("x"), null, StoredWebhooks.Publishing(opened.Case.Id, 3)));
        Assert.Equal(1, _disk.Webhooks.Publishings);
        await Log.AppendAsync([StoredWebhooks.Event("a")], default);
        Assert.Equal(2, _disk.Webhooks.Publishings);
    }

    [Fact]
    public async Task Positions_go_on_after_a_restart_even_if_all_were_forgotten()
    {
        await Log.AppendAsync([StoredWebhooks.Event("a"), StoredWebhooks.Event("b")], default);
        await Log.ForgetAsync(Clock.Now + Duration.FromTicks(1), 10, default);

        await _disk.ReopenAsync();

        Assert.Equal(2, await Log.LastAsync(default));
        await Log.AppendAsync([StoredWebhooks.Event("c")], default);
        Assert.Equal(3, Assert.Single(await Log.ReadAsync(2, 10, default)).Position);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_put_a_later_event_before_an_earlier_one()
    {
        await Log.AppendAsync([StoredWebhooks.Event("a")], default);
        Clock.Now -= Duration.FromHours(1);
        await Log.AppendAsync([StoredWebhooks.Event("b")], default);
        await _disk.ReopenAsync();
        await Log.AppendAsync([StoredWebhooks.Event("c")], default);

        Assert.All(await Log.ReadAsync(0, 10, default), e => Assert.Equal(StoredCases.Monday, e.LoggedAt));
        Assert.Equal(0, await Log.LastBeforeAsync(StoredCases.Monday, default));
    }

    protected override Task<bool> SaveAsync(CaseChange change) => Store.SaveAsync(change, default);
}

public sealed class SqliteSubscriptionsTests : SubscriptionsContract, IAsyncDisposable
{
    private readonly StoreOnDisk _disk = new();

    protected override ISubscriptions Subscriptions => _disk.Subscriptions;

    protected override IDeliveries Deliveries => _disk.Deliveries;

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task Whoever_sends_is_told_of_each_change()
    {
        var subscription = StoredWebhooks.Subscription("wh_a");
        await Subscriptions.AddAsync(subscription, 0, default);
        Assert.Equal(1, _disk.Webhooks.Changes);
        await Subscriptions.SaveAsync(subscription, default);
        Assert.Equal(2, _disk.Webhooks.Changes);
        await Subscriptions.SaveAsync(subscription, default);
        Assert.Equal(2, _disk.Webhooks.Changes);
        await Subscriptions.RemoveAsync("wh_a", default);
        Assert.Equal(3, _disk.Webhooks.Changes);
    }

    [Fact]
    public async Task A_removal_that_a_crash_cut_off_is_finished_later_and_harms_nobody_meanwhile()
    {
        await Subscriptions.AddAsync(StoredWebhooks.Subscription("wh_a"), 0, default);
        await Deliveries.SaveAsync(
            new DeliveryChange
            {
                Progress = (await Deliveries.ProgressAsync("wh_a", default))!,
                Held = [.. Enumerable.Range(0, 1200).Select(n => StoredWebhooks.Held($"s-{n}", StoredCases.Monday))],
                Records = [.. Enumerable.Range(0, 1200).Select(n => StoredWebhooks.Delivery("wh_a", $"e-{n}", DeliveryStatus.Waiting))],
            },
            default);
        // As a crash leaves it: the subscription is gone, its rows are not.
        await _disk.CloseAsync();
        _disk.Run("INSERT INTO removed_subscriptions SELECT n FROM subscriptions; DELETE FROM subscriptions");
        _disk.OpenAgain();

        await Subscriptions.AddAsync(StoredWebhooks.Subscription("wh_a"), 0, default);
        await Deliveries.RecordAsync(StoredWebhooks.Delivery("wh_a", "e-7"), default);
        Assert.Null(await Deliveries.NextAsync("wh_a", default));
        await _disk.Subscriptions.ClearRemovedAsync(default);

        Assert.Equal(0L, _disk.Run("SELECT count(*) FROM held"));
        Assert.Equal(1L, _disk.Run("SELECT count(*) FROM deliveries"));
        Assert.Equal(0L, _disk.Run("SELECT count(*) FROM removed_subscriptions"));
        Assert.NotNull(await Deliveries.FindAsync("wh_a", "e-7", default));
    }
}

public sealed class SqliteDeliveriesTests : DeliveriesContract, IAsyncDisposable
{
    private readonly StoreOnDisk _disk = new();

    protected override ISubscriptions Subscriptions => _disk.Subscriptions;

    protected override IDeliveries Deliveries => _disk.Deliveries;

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        await Subscriptions.AddAsync(StoredWebhooks.Subscription("wh_a"), 4, default);
        var progress = (await Deliveries.ProgressAsync("wh_a", default))! with { Position = 9 };
        var held = StoredWebhooks.Held("s", StoredCases.Monday, 5, 8);
        var record = StoredWebhooks.Delivery("wh_a", "e", DeliveryStatus.Waiting);
        await Deliveries.SaveAsync(new DeliveryChange { Progress = progress, Held = [held], Records = [record] }, default);

        await _disk.ReopenAsync();

        Assert.Equal(9, (await Deliveries.ProgressAsync("wh_a", default))!.Position);
        Assert.Equal(StoredWebhooks.Whole(held), StoredWebhooks.Whole(Assert.Single(await Deliveries.DueAsync("wh_a", StoredCases.Monday, 10, default))));
        Assert.Equal(StoredWebhooks.Whole(record), StoredWebhooks.Whole(await Deliveries.FindAsync("wh_a", "e", default)));
    }

    /// <summary>With these plans a million deliveries cost what a page costs: nothing is read that is not shown, nothing is sorted.</summary>
    [Fact]
    public void No_question_reads_a_whole_table_or_sorts()
    {
        string[] questions =
        [
            WebhookSql.Due, WebhookSql.Held, WebhookSql.Next, WebhookSql.FindDelivery, WebhookSql.Records, WebhookSql.Count, WebhookSql.ForgetDeliveries,
            WebhookSql.List(null), WebhookSql.List(DeliveryStatus.Parked), WebhookSql.ReadLog, WebhookSql.FindEvent, WebhookSql.LastBefore, WebhookSql.ForgetEvents,
        ];
        foreach (var sql in questions)
        {
            var plan = _disk.Plan(sql);
            Assert.NotEmpty(plan);
            // A list that came as a parameter is read whole, and so is what a subquery found.
            Assert.DoesNotContain(plan, p => p.StartsWith("SCAN", StringComparison.Ordinal) && !p.StartsWith("SCAN s ", StringComparison.Ordinal) && !p.StartsWith("SCAN (subquery", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, p => p.Contains("TEMP B-TREE", StringComparison.Ordinal) || p.Contains("AUTOMATIC", StringComparison.Ordinal));
        }
    }
}
