using NodaTime;
using Recovery.Contracts;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Storage;

/// <summary>A receiver that is dead for days, in virtual time, over the real database.</summary>
[Collection(AloneTests.Name)]
public sealed class ParkedMemoryTests : IAsyncDisposable
{
    private const int Events = 10_000;
    private const int MostGrowth = 4 * 1024 * 1024;

    private readonly SettableClock _clock = new(StoredCases.Monday);
    private readonly StoreOnDisk _disk;
    private readonly Receiver _receiver = new();

    public ParkedMemoryTests() => _disk = new(_clock);

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_deliveries_are_parked_and_replayed_in_the_memory_of_one_thousand()
    {
        await _disk.Subscriptions.AddAsync(PumpOnDisk.Subscription("wh_a"), 0, default);
        for (var n = 0; n < Events; n += 500)
            await _disk.Log.AppendAsync([.. Enumerable.Range(n, 500).Select(i => StoredWebhooks.Event($"e-{i}", $"case-{i}"))], default);
        var real = new PumpOnDisk(_disk, _receiver, _clock, perEndpoint: 8);
        var pump = real.Pump;

        await pump.RunAsync("wh_a", 100, default);
        Assert.Equal(0, await CountAsync(DeliveryStatus.Parked));
        _clock.Now += Duration.FromDays(4);
        await RunUntilAsync(pump, DeliveryStatus.Parked, 1_000);
        var atFirst = GC.GetTotalMemory(forceFullCollection: true);
        await RunUntilAsync(pump, DeliveryStatus.Parked, Events);
        var atLast = GC.GetTotalMemory(forceFullCollection: true);
        Assert.True(atLast - atFirst < MostGrowth, $"It grew by {(atLast - atFirst) / 1024} KB.");

        _receiver.IsAlive = true;
        var desk = new WebhookDesk(_disk.Subscriptions, _disk.Deliveries, _disk.Log, real.Post, new NoNudges(), _clock, () => "r1");
        Assert.NotNull(Assert.IsType<ReplayAsked>(await desk.ReplayAsync("wh_a", StoredCases.Monday, _clock.Now, onlyParked: true, default)).Run);
        await RunUntilAsync(pump, DeliveryStatus.Delivered, Events);

        Assert.Equal(0, await CountAsync(DeliveryStatus.Parked));
        Assert.Equal(Events, _receiver.Taken.Distinct().Count());
        var replayed = GC.GetTotalMemory(forceFullCollection: true);
        Assert.True(replayed - atFirst < MostGrowth, $"It grew by {(replayed - atFirst) / 1024} KB.");
    }

    private async Task RunUntilAsync(WebhookPump pump, DeliveryStatus status, int many)
    {
        for (var round = 0; await CountAsync(status) < many; round++)
        {
            Assert.True(round < 2_000, $"{await CountAsync(status)} of {many} after {round} rounds.");
            var next = (await pump.RunAsync("wh_a", 500, default)).Next;
            if (next > _clock.Now)
                _clock.Now = next.Value;
        }
    }

    private async Task<int> CountAsync(DeliveryStatus status) => (await _disk.Deliveries.CountsAsync("wh_a", Events + 1, default)).GetValueOrDefault(status);

    private sealed class Receiver : IWebhookSender
    {
        private static readonly SendResult s_refused = new(null, SendFault.NotConnected, Duration.Zero, null, "");
        private static readonly SendResult s_taken = new(200, null, Duration.Zero, null, "");

        public bool IsAlive { get; set; }

        public List<string> Taken { get; } = new(Events);

        public Task<SendResult> SendAsync(WebhookRequest request, CancellationToken cancel)
        {
            if (IsAlive)
            {
                lock (Taken)
                    Taken.Add(request.Headers.Single(h => h.Name == "webhook-id").Value);
            }

            return Task.FromResult(IsAlive ? s_taken : s_refused);
        }
    }

    private sealed class NoNudges : IWebhookNudges
    {
        public Task NudgeAsync(string subscription, CancellationToken cancel) => Task.CompletedTask;
    }
}

/// <summary>Tests that measure the memory of their process, which others would change.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneTests
{
    public const string Name = "Alone";
}
