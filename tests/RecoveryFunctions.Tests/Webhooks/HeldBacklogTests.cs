using Azure.Core;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Recovery.Contracts;
using Recovery.Messages;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Mail;
using RecoveryFunctions.Tests.Storage;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Webhooks;

/// <summary>A receiver that is dead, with very much that waits for it: no round reads it all.</summary>
[Collection(AzuriteTests.Name)]
public sealed class HeldBacklogTests(AzuriteServer azurite) : IAsyncLifetime
{
    private const string Id = "wh_a";
    private const int Many = 2_000;

    private readonly SettableClock _clock = new(StoredCases.Monday);
    private readonly Line _line = new();
    private readonly Receiver _receiver = new();
    private RecoveryTables _tables = null!;
    private TableDeliveries _deliveries = null!;
    private TableSubscriptions _subscriptions = null!;
    private TableEventLog _events = null!;

    public async Task InitializeAsync()
    {
        _tables = await azurite.NewTablesAsync(options => options.AddPolicy(new LinePolicy(_line), HttpPipelinePosition.PerRetry));
        _deliveries = new TableDeliveries(_tables, NullLogger<TableDeliveries>.Instance);
        _subscriptions = new TableSubscriptions(_tables, _deliveries);
        _events = new TableEventLog(_tables, new LogWriter(_tables, _clock));
        var subscription = StoredWebhooks.Subscription(Id) with
        {
            Types = [],
            Signing = SignatureScheme.V1,
            Keys = [new(new MarkedSecrets().Protect("whsec_" + Convert.ToBase64String(new byte[32])), null, StoredCases.Monday, null)],
        };
        await _subscriptions.AddAsync(subscription, 0, default);
        await _events.AppendAsync([.. Enumerable.Range(1, Many + 100).Select(n => StoredWebhooks.Event($"e-{n}", $"s-{n}"))], default);
        var progress = (await _deliveries.ProgressAsync(Id, default))!;
        var held = Enumerable.Range(1, Many).Select(n => new HeldEvents { Stream = $"s-{n}", Position = n, Attempts = 1, Since = _clock.Now, NextAt = _clock.Now + Duration.FromSeconds(n) });
        Assert.True(await _deliveries.SaveAsync(new DeliveryChange { Progress = progress with { Position = Many }, Held = [.. held] }, default));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_is_due_is_read_without_what_is_not()
    {
        _clock.Now += Duration.FromSeconds(10);
        await CostsAsync(1, async () => Assert.Equal(10, (await _deliveries.DueAsync(Id, _clock.Now, 40, default)).Count));
        await CostsAsync(1, async () => Assert.Equal(StoredCases.Monday + Duration.FromSeconds(1), await _deliveries.NextAsync(Id, default)));
        await CostsAsync(1, async () => Assert.Single(await _deliveries.HeldAsync(Id, ["s-1999"], default)));
        _clock.Now += Duration.FromDays(1);
        await CostsAsync(1, async () => Assert.Equal(40, (await _deliveries.DueAsync(Id, _clock.Now, 40, default)).Count));
    }

    [Fact]
    public async Task A_look_at_a_dead_receiver_costs_the_same_however_much_waits()
    {
        _clock.Now += Duration.FromHours(1);
        var (pump, seen) = (Pump(), 0);
        // Until it is left alone, and then each time that it is tried alone.
        for (var look = 0; look < 12; look++)
        {
            var before = _line.Calls;
            var next = (await pump.RunAsync(Id, 8, default)).Next;
            var progress = (await _deliveries.ProgressAsync(Id, default))!;
            if (progress.Health.OpenUntil is not null && seen++ > 0)
                Assert.InRange(_line.Calls - before, 1, 12);
            _clock.Now = Instant.Max(_clock.Now, next!.Value);
        }

        Assert.InRange(seen, 5, 12);
    }

    [Fact]
    public async Task Once_it_answers_again_a_round_reads_no_more_than_it_delivers()
    {
        _receiver.Status = 204;
        _clock.Now += Duration.FromHours(1);
        var before = _line.Calls;
        await Pump().RunAsync(Id, 40, default);

        // For each that was held its event, its record and its place; some together for the new ones and for all.
        Assert.InRange(_line.Calls - before, 1, 30 + (4 * 40));
        Assert.Equal(40, (await _deliveries.CountsAsync(Id, 1000, default))[DeliveryStatus.Delivered]);
    }

    private async Task CostsAsync(int operations, Func<Task> read)
    {
        var before = _line.Calls;
        await read();
        Assert.Equal(operations, _line.Calls - before);
    }

    private WebhookPump Pump() => new(
        _subscriptions, _deliveries, _events, new WebhookPost(new WebhookSigner(new MarkedSecrets()), _receiver, () => new Uri("https://care.example.org/"), _clock),
        new OwnerNotices(MailWorld.Composer(), _receiver, new World()), new PumpOptions(8), _clock, TimeProvider.System);

    /// <summary>Whose owner has a mailbox.</summary>
    private sealed class Receiver : IWebhookSender, IMailer
    {
        public int Status { get; set; } = 500;

        public Task<SendResult> SendAsync(WebhookRequest request, CancellationToken cancel) =>
            Task.FromResult(new SendResult(Status, null, Duration.FromMilliseconds(1), null, ""));

        public Task SendAsync(ComposedMail mail, CancellationToken cancel) => Task.CompletedTask;
    }
}
