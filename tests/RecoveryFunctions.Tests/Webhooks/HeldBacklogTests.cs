using NodaTime;
using Recovery.Contracts;
using Recovery.Webhooks;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Webhooks;

/// <summary>A receiver that is dead, with very much that waits for it: no round reads it all.</summary>
[Collection(AzuriteTests.Name)]
public sealed class HeldBacklogTests(AzuriteServer azurite) : IAsyncLifetime
{
    private const string Id = PumpOnTables.Id;
    private const int Many = 2_000;

    private PumpOnTables _on = null!;

    public async Task InitializeAsync()
    {
        _on = await PumpOnTables.SubscribedAsync(azurite);
        _on.Receiver.Status = 500;
        await _on.Events.AppendAsync([.. Enumerable.Range(1, Many + 100).Select(n => StoredWebhooks.Event($"e-{n}", $"s-{n}"))], default);
        var progress = (await _on.Deliveries.ProgressAsync(Id, default))!;
        var now = _on.Clock.Now;
        var held = Enumerable.Range(1, Many).Select(n => new HeldEvents { Stream = $"s-{n}", Position = n, Attempts = 1, Since = now, NextAt = now + Duration.FromSeconds(n) });
        Assert.True(await _on.Deliveries.SaveAsync(new DeliveryChange { Progress = progress with { Position = Many }, Held = [.. held] }, default));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_is_due_is_read_without_what_is_not()
    {
        _on.Clock.Now += Duration.FromSeconds(10);
        await OneAsync(async () => Assert.Equal(10, (await _on.Deliveries.DueAsync(Id, _on.Clock.Now, 40, default)).Count));
        await OneAsync(async () => Assert.Equal(StoredCases.Monday + Duration.FromSeconds(1), await _on.Deliveries.NextAsync(Id, default)));
        await OneAsync(async () => Assert.Single(await _on.Deliveries.HeldAsync(Id, ["s-1999"], default)));
        _on.Clock.Now += Duration.FromDays(1);
        await OneAsync(async () => Assert.Equal(40, (await _on.Deliveries.DueAsync(Id, _on.Clock.Now, 40, default)).Count));
    }

    [Fact]
    public async Task A_look_at_a_dead_receiver_costs_the_same_however_much_waits()
    {
        _on.Clock.Now += Duration.FromHours(1);
        var seen = 0;
        // Until it is left alone, and then each time that it is tried alone.
        for (var look = 0; look < 12; look++)
        {
            Instant? next = null;
            var (operations, _) = await _on.CountAsync(async () => next = (await _on.Pump.RunAsync(Id, 8, default)).Next);
            if ((await _on.Deliveries.ProgressAsync(Id, default))!.Health.OpenUntil is not null && seen++ > 0)
                Assert.InRange(operations, 1, 10);
            _on.Clock.Now = Instant.Max(_on.Clock.Now, next!.Value);
        }

        Assert.InRange(seen, 5, 12);
    }

    [Fact]
    public async Task Once_it_answers_again_a_round_reads_no_more_than_it_delivers()
    {
        _on.Receiver.Status = 204;
        _on.Clock.Now += Duration.FromHours(1);
        var (operations, _) = await _on.CountAsync(() => _on.Pump.RunAsync(Id, 40, default));

        // For each that was held its event, its record and its place; some together for the new ones and for all.
        Assert.InRange(operations, 1, 30 + (4 * 40));
        Assert.Equal(40, (await _on.Deliveries.CountsAsync(Id, 1000, default))[DeliveryStatus.Delivered]);
    }

    private async Task OneAsync(Func<Task> read) => Assert.Equal((1, 0), await _on.CountAsync(read));
}
