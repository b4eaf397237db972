using Azure.Core;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Recovery.Contracts;
using Recovery.Messages;
using Recovery.Webhooks;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Mail;
using RecoveryFunctions.Tests.Storage;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Webhooks;

/// <summary>One subscription with the real tables and pump, whose operations are counted; the receiver answers what a test says.</summary>
internal sealed class PumpOnTables
{
    public const string Id = "wh_a";

    private PumpOnTables(RecoveryFunctions.Storage.RecoveryTables tables, Line line)
    {
        Line = line;
        Leases = new SubscriptionLeases(tables);
        Deliveries = new TableDeliveries(tables, NullLogger<TableDeliveries>.Instance);
        Subscriptions = new TableSubscriptions(tables, Deliveries);
        Events = new TableEventLog(tables, new LogWriter(tables, Clock));
        var post = new WebhookPost(new WebhookSigner(new MarkedSecrets()), Receiver, () => new Uri("https://care.example.org/"), Clock, TimeProvider.System);
        var notices = new OwnerNotices(MailWorld.Composer(), Receiver, new World());
        Pump = new WebhookPump(Subscriptions, Deliveries, Events, post, notices, new PumpOptions(8), Clock, TimeProvider.System);
        Rounds = new SubscriptionRounds(Leases, Pump.RunAsync, Calls, Clock, TimeProvider.System, NullLogger<SubscriptionRounds>.Instance);
        Uncalled = new UncalledWebhooks(Subscriptions, Leases, Deliveries, Events, Calls, Clock, NullLogger<UncalledWebhooks>.Instance);
    }

    public Line Line { get; }

    public SettableClock Clock { get; } = new(StoredCases.Monday);

    public Answering Receiver { get; } = new();

    public RecordedCalls Calls { get; } = new();

    public SubscriptionLeases Leases { get; }

    public TableDeliveries Deliveries { get; }

    public TableSubscriptions Subscriptions { get; }

    public TableEventLog Events { get; }

    public WebhookPump Pump { get; }

    public SubscriptionRounds Rounds { get; }

    public UncalledWebhooks Uncalled { get; }

    public static async Task<PumpOnTables> SubscribedAsync(AzuriteServer azurite)
    {
        var line = new Line();
        var pump = new PumpOnTables(await azurite.NewTablesAsync(options => options.AddPolicy(new LinePolicy(line), HttpPipelinePosition.PerRetry)), line);
        await pump.Subscriptions.AddAsync(
            StoredWebhooks.Subscription(Id) with
            {
                Types = [],
                Signing = SignatureScheme.V1,
                Keys = [new(new MarkedSecrets().Protect("whsec_" + Convert.ToBase64String(new byte[32])), null, StoredCases.Monday, null)],
            },
            0,
            default);
        return pump;
    }

    /// <returns>Table operations, and messages.</returns>
    public async Task<(int Tables, int Messages)> CountAsync(Func<Task> action)
    {
        var before = (Line.Calls, Calls.All.Count);
        await action();
        return (Line.Calls - before.Calls, Calls.All.Count - before.Count);
    }

    /// <summary>Whose owner has a mailbox.</summary>
    internal sealed class Answering : IWebhookSender, IMailer
    {
        public int Status { get; set; } = 204;

        public Task<SendResult> SendAsync(WebhookRequest request, CancellationToken cancel) =>
            Task.FromResult(new SendResult(Status, null, Duration.FromMilliseconds(1), null, ""));

        public Task SendAsync(ComposedMail mail, CancellationToken cancel) => Task.CompletedTask;
    }
}
