using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Recovery.Contracts;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Storage;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Webhooks;

/// <summary>What is forgotten at night, and what is left of subscriptions that are gone: nothing.</summary>
[Collection(AzuriteTests.Name)]
public sealed class WebhookCleaningTests(AzuriteServer azurite) : IAsyncLifetime
{
    private const string Id = "wh_a";

    private readonly SettableClock _clock = new(StoredCases.Monday);
    private readonly Line _line = new();
    private Func<HttpMessage, Task> _before = _ => Task.CompletedTask;
    private RecoveryTables _tables = null!;
    private TableDeliveries _deliveries = null!;
    private TableSubscriptions _subscriptions = null!;
    private TableEventLog _events = null!;

    public async Task InitializeAsync()
    {
        _tables = await azurite.NewTablesAsync(options =>
        {
            options.AddPolicy(new LinePolicy(_line), HttpPipelinePosition.PerRetry);
            options.AddPolicy(new BeforePolicy(message => _before(message)), HttpPipelinePosition.PerCall);
        });
        _deliveries = new TableDeliveries(_tables, NullLogger<TableDeliveries>.Instance);
        _subscriptions = new TableSubscriptions(_tables, _deliveries);
        _events = new TableEventLog(_tables, new LogWriter(_tables, _clock));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_night_forgets_events_and_deliveries_older_than_they_are_kept_and_nothing_younger()
    {
        await _subscriptions.AddAsync(StoredWebhooks.Subscription(Id), 0, default);
        await _events.AppendAsync([.. Enumerable.Range(0, 120).Select(n => StoredWebhooks.Event($"old-{n}"))], default);
        for (var n = 0; n < 60; n++)
            await _deliveries.RecordAsync(StoredWebhooks.Delivery(Id, $"old-{n}", n % 2 == 0 ? DeliveryStatus.Delivered : DeliveryStatus.Parked, _clock.Now), default);
        _clock.Now += Duration.FromDays(1);
        await _events.AppendAsync([StoredWebhooks.Event("young")], default);
        await _deliveries.RecordAsync(StoredWebhooks.Delivery(Id, "young", changedAt: _clock.Now), default);

        _clock.Now = StoredCases.Monday + Duration.FromDays(35);
        await Rounds().PurgeAsync(default);
        Assert.Equal(121, (await _events.ReadAsync(0, 1000, default)).Count);

        _clock.Now += Duration.FromTicks(1);
        await Rounds().PurgeAsync(default);

        Assert.Equal(["young"], (await _events.ReadAsync(0, 1000, default)).Select(e => e.Event.Id));
        Assert.Equal(["young"], (await _deliveries.ListAsync(Id, new DeliveryQuery(null, null, 100), default)).Deliveries.Select(d => d.Event));
        Assert.Equal(["list", "record", "state"], (await RowsAsync()).Select(key => key.Split('|')[0]).Order(StringComparer.Ordinal));
        // Nor does a position come twice, or an id come back.
        Assert.Equal(121, await _events.LastAsync(default));
        Assert.Null(await _events.FindAsync("old-3", default));
    }

    [Fact]
    public async Task A_removal_that_was_cut_off_is_ended_at_night()
    {
        await RemovedHalfAsync();
        Assert.NotEmpty(await RowsAsync());

        await Rounds().PurgeAsync(default);

        Assert.Empty(await RowsAsync());
        var before = _line.Calls;
        await _subscriptions.ClearRemovedAsync(default);
        Assert.Equal(1, _line.Calls - before);
    }

    [Fact]
    public async Task A_subscription_made_again_after_a_removal_that_was_cut_off_outlives_the_night()
    {
        await RemovedHalfAsync();
        await _subscriptions.AddAsync(StoredWebhooks.Subscription(Id), 7, default);
        Assert.Equal(["state|progress"], await RowsAsync());

        await Rounds().PurgeAsync(default);

        Assert.Equal(7, (await _deliveries.ProgressAsync(Id, default))?.Position);
    }

    [Fact]
    public async Task A_test_that_ends_after_its_subscription_was_removed_leaves_nothing_behind()
    {
        await _subscriptions.AddAsync(StoredWebhooks.Subscription(Id), 0, default);
        var other = new TableSubscriptions(_tables, new TableDeliveries(_tables, NullLogger<TableDeliveries>.Instance));
        var isRemoved = false;
        _before = async message =>
        {
            // Between what the record reads and what it writes.
            if (!isRemoved && message.Request.Uri.ToString().EndsWith("$batch", StringComparison.Ordinal))
            {
                isRemoved = true;
                Assert.True(await other.RemoveAsync(Id, default));
            }
        };

        await _deliveries.RecordAsync(StoredWebhooks.Delivery(Id, "test-1"), default);

        Assert.True(isRemoved);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task A_test_in_the_middle_of_a_round_costs_the_round_nothing_of_what_it_saves()
    {
        await _subscriptions.AddAsync(StoredWebhooks.Subscription(Id), 0, default);
        var progress = (await _deliveries.ProgressAsync(Id, default))!;
        await new TableDeliveries(_tables, NullLogger<TableDeliveries>.Instance).RecordAsync(StoredWebhooks.Delivery(Id, "test-1"), default);

        Assert.True(await _deliveries.SaveAsync(new DeliveryChange { Progress = progress with { Position = 3 }, Records = [StoredWebhooks.Delivery(Id, "e-1")] }, default));

        Assert.Equal(3, (await _deliveries.ProgressAsync(Id, default))!.Position);
        Assert.NotNull(await _deliveries.FindAsync(Id, "test-1", default));
    }

    [Fact]
    public async Task What_asked_for_a_secret_is_kept_with_it()
    {
        var subscription = StoredWebhooks.Subscription(Id);
        await _subscriptions.AddAsync(subscription with { Keys = [subscription.Keys[0] with { Request = "request-1" }, subscription.Keys[1]] }, 0, default);

        Assert.Equal(["request-1", null], (await _subscriptions.FindAsync(Id, default))!.Keys.Select(k => k.Request));
    }

    /// <summary>The subscription is gone; what it had is still there.</summary>
    private async Task RemovedHalfAsync()
    {
        await _subscriptions.AddAsync(StoredWebhooks.Subscription(Id), 0, default);
        await _deliveries.RecordAsync(StoredWebhooks.Delivery(Id, "e-1"), default);
        _line.CutNext(2);
        await Assert.ThrowsAnyAsync<Exception>(() => _subscriptions.RemoveAsync(Id, default));
        _line.CutNext(null);
        Assert.Null(await _subscriptions.FindAsync(Id, default));
    }

    private async Task<List<string>> RowsAsync()
    {
        var keys = new List<string>();
        await foreach (var row in _tables.Deliveries.QueryAsync<TableEntity>())
            keys.Add(row.RowKey);
        return keys;
    }

    private WebhookRounds Rounds()
    {
        var (leases, calls) = (new SubscriptionLeases(_tables), new RecordedCalls());
        return new WebhookRounds(
            new SubscriptionRounds(leases, (_, _, _) => Task.FromResult(new PumpRound(null)), calls, _clock, TimeProvider.System, NullLogger<SubscriptionRounds>.Instance),
            new UncalledWebhooks(_subscriptions, leases, _deliveries, _events, calls, _clock, NullLogger<UncalledWebhooks>.Instance),
            _subscriptions, _deliveries, _events, new WebhookSettings(), _clock, TimeProvider.System);
    }

    private sealed class BeforePolicy(Func<HttpMessage, Task> before) : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await before(message);
            await ProcessNextAsync(message, pipeline);
        }
    }
}
