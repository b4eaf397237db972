using System.Net.Mail;
using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Tests.Cases;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>The pump with real rules over stores in memory, receivers that answer as a test says, and a clock that goes from look to look.</summary>
internal sealed class Downstream : IClock, IWebhookSender, IMailer, IPolicyLibrary, ISecretProtection, IWebhookNudges
{
    public static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 9, 0);

    private readonly Lock _lock = new();
    private readonly List<Arrival> _arrivals = [];
    private readonly Dictionary<string, Instant?> _next = new(StringComparer.Ordinal);
    private int _ids;

    public Downstream(int perEndpoint = 8, TimeProvider? time = null)
    {
        Log = new MemoryEventLog(this);
        Subscriptions = new MemorySubscriptions(Deliveries);
        (PerEndpoint, Time) = (perEndpoint, time ?? TimeProvider.System);
        Pump = NewPump();
        Desk = new WebhookDesk(Subscriptions, Deliveries, Log, Post(), this, this, () => $"fresh{++_ids}");
    }

    public Instant Now { get; set; } = Start;

    public MemoryEventLog Log { get; }

    public MemoryDeliveries Deliveries { get; } = new();

    public MemorySubscriptions Subscriptions { get; }

    public WebhookPump Pump { get; set; }

    public WebhookDesk Desk { get; }

    public int PerEndpoint { get; }

    public TimeProvider Time { get; }

    /// <summary>What a receiver answers; may throw or wait.</summary>
    public Func<Arrival, CancellationToken, Task<SendResult>> Answer { get; set; } = (_, _) => Task.FromResult(Status(200));

    public List<ComposedMail> Mail { get; } = [];

    public List<Instant> MailedAt { get; } = [];

    /// <summary>Runs before each mail; may throw.</summary>
    public Action? BeforeMail { get; set; }

    public List<string> Nudges { get; } = [];

    public int Rounds { get; private set; }

    public bool SecretsAreLost { get; set; }

    public RecoveryPolicy Current { get; set; } = Life.Policy;

    /// <summary>Every request that was made, in order.</summary>
    public IReadOnlyList<Arrival> Arrivals
    {
        get
        {
            lock (_lock)
                return [.. _arrivals];
        }
    }

    public static SendResult Status(int status, Duration? retryAfter = null) => new(status, null, Duration.FromMilliseconds(20), retryAfter, "");

    public static SendResult Fault(SendFault fault) => new(null, fault, Duration.FromSeconds(20), null, "");

    public WebhookPump NewPump() => new(Subscriptions, Deliveries, Log, Post(), Notices(), new PumpOptions(PerEndpoint), this, Time);

    public async Task<Subscription> SubscribeAsync(string id = "wh_one", string? owner = "owner@crm.example", params string[] types)
    {
        var subscription = new Subscription
        {
            Id = id,
            Url = new Uri($"https://{id.Replace('_', '-')}.example/hooks/s3cret-path"),
            Name = "The CRM",
            Types = [.. types],
            Keys = [new SigningKey($"whsec_{Convert.ToBase64String(new byte[32])}", null, Start, null)],
            Owner = owner,
            CreatedAt = Now,
        };
        await Subscriptions.AddAsync(subscription, await Log.LastAsync(default), default);
        return subscription;
    }

    /// <summary>Events of one stream each, or of the stream before the slash: <c>a/1</c> is of the stream <c>a</c>.</summary>
    public Task PublishAsync(params string[] ids) => PublishAsync("case.updated", ids);

    public Task PublishAsync(string type, string[] ids) =>
        Log.AppendAsync(
            [.. ids.Select(id => new PublishedEvent { Id = id, Type = type, At = Now, Stream = id.Split('/')[0], Data = $$"""{"n":"{{id}}"}""" })], default);

    public async Task<PumpRound> RoundAsync(string subscription = "wh_one", int most = 64, CancellationToken cancel = default)
    {
        Rounds++;
        return await Pump.RunAsync(subscription, most, cancel);
    }

    /// <summary>Rounds until nothing is left to do before the time, or the clock has come to it.</summary>
    public async Task RunUntilAsync(Instant until, params string[] subscriptions)
    {
        if (subscriptions is [])
            subscriptions = ["wh_one"];
        foreach (var subscription in subscriptions)
            _next[subscription] = Now;
        while (true)
        {
            var (subscription, at) = _next.Where(n => subscriptions.Contains(n.Key)).MinBy(n => n.Value ?? Instant.MaxValue);
            if (at is null || at > until)
                break;
            Now = Instant.Max(Now, at.Value);
            _next[subscription] = (await RoundAsync(subscription)).Next;
        }

        Now = until;
    }

    public async Task<DeliveryStatus?> StatusOfAsync(string id, string subscription = "wh_one") =>
        (await Deliveries.FindAsync(subscription, id, default))?.Status;

    /// <summary>Ids of what this receiver took, in the order in which it took them.</summary>
    public IReadOnlyList<string> Taken(string subscription = "wh_one") =>
        [.. Arrivals.Where(a => a.Taken && a.Host == subscription.Replace('_', '-') + ".example").Select(a => a.Id)];

    public Instant GetCurrentInstant() => Now;

    async Task<SendResult> IWebhookSender.SendAsync(WebhookRequest request, CancellationToken cancel)
    {
        var id = request.Headers.Single(h => h.Name == "webhook-id").Value;
        Arrival arrival;
        lock (_lock)
        {
            arrival = new Arrival(request.Url.Host, id, Encoding.UTF8.GetString(request.Body.Span), Now, _arrivals.Count(a => a.Id == id && a.Host == request.Url.Host) + 1)
            {
                Headers = request.Headers,
            };
            _arrivals.Add(arrival);
        }

        var result = await Answer(arrival, cancel);
        arrival.Taken |= result.Status is >= 200 and < 300;
        return result;
    }

    Task IMailer.SendAsync(ComposedMail mail, CancellationToken cancel)
    {
        BeforeMail?.Invoke();
        Mail.Add(mail);
        MailedAt.Add(Now);
        return Task.CompletedTask;
    }

    public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) => new(Current);

    public string Protect(string secret) => secret;

    public string Unprotect(string stored) =>
        SecretsAreLost ? throw new System.Security.Cryptography.CryptographicException("lost") : stored;

    public Task NudgeAsync(string subscription, CancellationToken cancel)
    {
        Nudges.Add(subscription);
        return Task.CompletedTask;
    }

    private WebhookPost Post() => new(new WebhookSigner(this), this, () => new Uri("https://care.shop.example/"), this, Time);

    private OwnerNotices Notices() => new(
        new MailComposer(new MailAddresses(new MailAddress("care@shop.example"), null), () => new Uri("https://care.shop.example/"), new CaseTokens([new byte[32]])),
        this, this);
}

/// <param name="Host">Of the receiver.</param>
/// <param name="Try">1 for the first request with this id to it.</param>
internal sealed record Arrival(string Host, string Id, string Body, Instant At, int Try)
{
    public required IReadOnlyList<(string Name, string Value)> Headers { get; init; }

    /// <summary>It reached the receiver, who took it in, whatever became of the answer.</summary>
    public bool Taken { get; set; }
}
