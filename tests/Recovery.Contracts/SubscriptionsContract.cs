using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Contracts;

/// <summary>What every <see cref="ISubscriptions"/> keeps to, together with the <see cref="IDeliveries"/> of the same store.</summary>
public abstract class SubscriptionsContract
{
    protected abstract ISubscriptions Subscriptions { get; }

    protected abstract IDeliveries Deliveries { get; }

    [Fact]
    public async Task What_was_added_comes_back_whole()
    {
        var subscription = StoredWebhooks.Subscription("wh_a");
        await Subscriptions.AddAsync(subscription, 41, default);

        AssertSame(subscription, await Subscriptions.FindAsync("wh_a", default));
        AssertSame(subscription, Assert.Single(await Subscriptions.ListAsync(default)));
        Assert.Null(await Subscriptions.FindAsync("wh_b", default));
    }

    [Fact]
    public async Task It_hears_of_events_after_the_position_at_which_it_was_added()
    {
        await Subscriptions.AddAsync(StoredWebhooks.Subscription("wh_a"), 41, default);

        var progress = await Deliveries.ProgressAsync("wh_a", default);

        Assert.Equal("wh_a", progress!.Subscription);
        Assert.Equal(41, progress.Position);
        Assert.Equal(new EndpointHealth(0, null, null), progress.Health);
        Assert.Empty(progress.Replays);
        Assert.Null(progress.ToldAt);
        Assert.Null(await Deliveries.ProgressAsync("wh_b", default));
    }

    [Fact]
    public async Task All_are_listed_oldest_first()
    {
        foreach (var (id, days) in new[] { ("wh_b", 2), ("wh_c", 1), ("wh_a", 3) })
            await Subscriptions.AddAsync(StoredWebhooks.Subscription(id, StoredCases.Monday + Duration.FromDays(days)), 0, default);

        Assert.Equal(["wh_c", "wh_b", "wh_a"], (await Subscriptions.ListAsync(default)).Select(s => s.Id));
    }

    [Fact]
    public async Task An_id_is_taken_once_and_who_comes_later_changes_nothing()
    {
        var first = StoredWebhooks.Subscription("wh_a");
        await Subscriptions.AddAsync(first, 41, default);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Subscriptions.AddAsync(first with { Name = "Another" }, 99, default));

        AssertSame(first, await Subscriptions.FindAsync("wh_a", default));
        Assert.Equal(41, (await Deliveries.ProgressAsync("wh_a", default))!.Position);
    }

    [Fact]
    public async Task A_save_adds_one_to_the_version_and_leaves_the_progress_alone()
    {
        var first = StoredWebhooks.Subscription("wh_a");
        await Subscriptions.AddAsync(first, 41, default);
        var changed = first with { Name = "Loyalty", Types = [], Owner = null, State = SubscriptionState.Disabled, StateReason = "It answered 410." };

        Assert.True(await Subscriptions.SaveAsync(changed, default));

        AssertSame(changed with { Version = 2 }, await Subscriptions.FindAsync("wh_a", default));
        AssertSame(changed with { Version = 2 }, Assert.Single(await Subscriptions.ListAsync(default)));
        Assert.Equal(41, (await Deliveries.ProgressAsync("wh_a", default))!.Position);
    }

    [Fact]
    public async Task Of_many_who_save_what_they_read_one_wins()
    {
        var first = StoredWebhooks.Subscription("wh_a");
        await Subscriptions.AddAsync(first, 0, default);

        var saved = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Subscriptions.SaveAsync(first with { Name = $"{n}" }, default)));

        Assert.Single(saved, yes => yes);
        var stored = await Subscriptions.FindAsync("wh_a", default);
        Assert.Equal(2, stored!.Version);
        Assert.Equal($"{Array.IndexOf(saved, true)}", stored.Name);
        Assert.False(await Subscriptions.SaveAsync(first, default));
        Assert.False(await Subscriptions.SaveAsync(StoredWebhooks.Subscription("wh_b"), default));
        Assert.Null(await Subscriptions.FindAsync("wh_b", default));
    }

    [Fact]
    public async Task Removed_it_takes_its_deliveries_with_it_and_no_others()
    {
        foreach (var id in new[] { "wh_a", "wh_b" })
        {
            await Subscriptions.AddAsync(StoredWebhooks.Subscription(id), 0, default);
            await FillAsync(id);
        }

        Assert.True(await Subscriptions.RemoveAsync("wh_a", default));

        Assert.False(await Subscriptions.RemoveAsync("wh_a", default));
        Assert.Equal(["wh_b"], (await Subscriptions.ListAsync(default)).Select(s => s.Id));
        Assert.Null(await Subscriptions.FindAsync("wh_a", default));
        Assert.Null(await Deliveries.ProgressAsync("wh_a", default));
        await AssertHasAsync("wh_a", 0);
        await AssertHasAsync("wh_b", 150);
    }

    [Fact]
    public async Task A_round_that_ends_after_its_subscription_was_removed_leaves_nothing_behind()
    {
        await Subscriptions.AddAsync(StoredWebhooks.Subscription("wh_a"), 5, default);
        var progress = (await Deliveries.ProgressAsync("wh_a", default))!;
        Assert.True(await Subscriptions.RemoveAsync("wh_a", default));

        Assert.False(await Deliveries.SaveAsync(
            new DeliveryChange
            {
                Progress = progress with { Position = 9 },
                Held = [StoredWebhooks.Held("s", StoredCases.Monday)],
                Records = [StoredWebhooks.Delivery("wh_a", "e")],
            },
            default));

        Assert.Null(await Deliveries.ProgressAsync("wh_a", default));
        await AssertHasAsync("wh_a", 0);
        await Subscriptions.AddAsync(StoredWebhooks.Subscription("wh_a"), 7, default);
        Assert.Equal(7, (await Deliveries.ProgressAsync("wh_a", default))!.Position);
        await AssertHasAsync("wh_a", 0);
    }

    private static void AssertSame(Subscription expected, Subscription? actual) => Assert.Equal(StoredWebhooks.Whole(expected), StoredWebhooks.Whole(actual));

    private async Task FillAsync(string id)
    {
        var progress = (await Deliveries.ProgressAsync(id, default))!;
        Assert.True(await Deliveries.SaveAsync(
            new DeliveryChange
            {
                Progress = progress,
                Held = [.. Enumerable.Range(0, 150).Select(n => StoredWebhooks.Held($"s-{n}", StoredCases.Monday))],
                Records = [.. Enumerable.Range(0, 150).Select(n => StoredWebhooks.Delivery(id, $"e-{n}"))],
            },
            default));
    }

    private async Task AssertHasAsync(string id, int many)
    {
        Assert.Equal(many, (await Deliveries.DueAsync(id, StoredCases.Monday, 1000, default)).Count);
        Assert.Equal(many, (await Deliveries.ListAsync(id, new DeliveryQuery(null, null, 200), default)).Deliveries.Count);
        Assert.Equal(many == 0, await Deliveries.NextAsync(id, default) is null);
        Assert.Equal(many == 0, await Deliveries.FindAsync(id, "e-7", default) is null);
    }
}
