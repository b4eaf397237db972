using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Cases;
using Recovery.Local.Tests.Storage;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Web;

/// <summary>The site with subscriptions on a database of its own, whose receivers answer as a test says.</summary>
internal static class WebhookSite
{
    public const string EventsKey = "a-key-for-events-alone";
    public const string Receiver = "https://crm.example.org/hooks";

    public static Task<Site> StartAsync(Action<IServiceCollection>? with = null) => Site.StartAsync(with: services =>
    {
        services.AddSingleton<IHostNames, FewNames>();
        services.AddWebhooks(new WebhookSettings { EventsKey = EventsKey }, _ => new Uri("https://care.example.org/"));
        services.AddSingleton(s => new StoreOnDisk(s.GetRequiredService<IClock>()));
        services.AddSingleton<IEventLog>(s => s.GetRequiredService<StoreOnDisk>().Log);
        services.AddSingleton<IDeliveries>(s => s.GetRequiredService<StoreOnDisk>().Deliveries);
        services.AddSingleton<ISubscriptions>(s => s.GetRequiredService<StoreOnDisk>().Subscriptions);
        services.AddSingleton<ScriptedReceiver>().AddSingleton<IWebhookSender>(s => s.GetRequiredService<ScriptedReceiver>());
        services.AddSingleton<IWebhookNudges, NoNudges>();
        with?.Invoke(services);
    });

    /// <summary>A subscription of its own name, and the secret that it was given.</summary>
    public static async Task<(string Id, string? Secret)> SubscribeAsync(this Site site, object? more = null)
    {
        using var staff = site.Staff();
        var body = JsonNode.Parse("""{"url":"https://crm.example.org/hooks","name":"CRM"}""")!.AsObject();
        foreach (var (name, value) in JsonSerializer(more))
            body[name] = value?.DeepClone();
        using var answer = await staff.PostAsJsonAsync("/api/webhooks", body);
        var made = await CaseApiTests.JsonAsync(answer);
        Assert.True(answer.IsSuccessStatusCode, made.ToJsonString());
        return (made["id"]!.ToString(), made["secret"]?.ToString());
    }

    /// <summary>Events of one case each, in the log.</summary>
    public static async Task<IReadOnlyList<PublishedEvent>> HappenAsync(this Site site, int count, string type = "case.resolved")
    {
        var happened = Enumerable.Range(1, count).Select(n => new PublishedEvent
        {
            Id = $"{type.Replace('.', '-')}-{n}-{Guid.NewGuid():n}",
            Type = type,
            At = site.Clock.Now,
            Stream = CaseId.From("test", $"{n}").Value,
            Data = $$"""{"number":{{n}}}""",
        }).ToList();
        await site.Get<IEventLog>().AppendAsync(happened, default);
        return happened;
    }

    /// <summary>What became of an event, as whoever delivers writes it down.</summary>
    public static Task RecordAsync(this Site site, string subscription, PublishedEvent published, DeliveryStatus status, DeliveryAttempt? attempt = null, string? reason = null) =>
        site.Get<IDeliveries>().RecordAsync(new Delivery
        {
            Subscription = subscription,
            Event = published.Id,
            Type = published.Type,
            Stream = published.Stream,
            Position = 1,
            EventAt = published.At,
            Status = status,
            Attempts = attempt is null ? [] : [attempt],
            NextAt = status is DeliveryStatus.Waiting ? site.Clock.Now + Duration.FromMinutes(5) : null,
            Reason = reason,
            ChangedAt = site.Clock.Now,
        }, default);

    /// <summary>All that has happened was looked at, as whoever delivers writes it down.</summary>
    public static async Task LookedAtAsync(this Site site, string subscription, EndpointHealth? health = null)
    {
        var progress = (await site.Get<IDeliveries>().ProgressAsync(subscription, default))!;
        var last = await site.Get<IEventLog>().LastAsync(default);
        Assert.True(await site.Get<IDeliveries>().SaveAsync(new DeliveryChange { Progress = progress with { Position = last, Health = health ?? progress.Health } }, default));
    }

    public static DeliveryAttempt Answered(this Site site, int status, string head = "") => new(site.Clock.Now, status, null, Duration.FromMilliseconds(35), head);

    public static async Task<JsonNode> GetJsonAsync(this HttpClient client, string path, int expected = 200)
    {
        using var answer = await client.GetAsync(path);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == expected, $"{(int)answer.StatusCode} in place of {expected}: {said}");
        return JsonNode.Parse(said)!;
    }

    public static async Task<JsonNode> PostJsonAsync(this HttpClient client, string path, object? body, int expected = 200, string? key = null, string method = "POST", string? match = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (match is not null)
            request.Headers.TryAddWithoutValidation("If-Match", match);
        using var answer = await client.SendAsync(request);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == expected, $"{(int)answer.StatusCode} in place of {expected}: {said}");
        return said.Length == 0 ? new JsonObject() : JsonNode.Parse(said)!;
    }

    public static IEnumerable<(string Field, string Reason)> Faults(this JsonNode problem) =>
        problem["errors"]!.AsArray().Select(e => (e!["field"]!.ToString(), e["reason"]!.ToString()));

    private static JsonObject JsonSerializer(object? more) =>
        more is null ? [] : System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject();

    /// <summary>Names that lead out, one that leads in, and none else.</summary>
    private sealed class FewNames : IHostNames
    {
        public Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancel) => Task.FromResult<IReadOnlyList<IPAddress>>(host switch
        {
            "crm.example.org" => [IPAddress.Parse("93.184.215.14")],
            "inside.example.org" => [IPAddress.Parse("93.184.215.14"), IPAddress.Parse("10.0.0.7")],
            _ => [],
        });
    }

    private sealed class NoNudges : IWebhookNudges
    {
        public Task NudgeAsync(string subscription, CancellationToken cancel) => Task.CompletedTask;
    }
}

/// <summary>Answers what a test says, and keeps what it was sent.</summary>
internal sealed class ScriptedReceiver : IWebhookSender
{
    public ConcurrentQueue<WebhookRequest> Requests { get; } = [];

    public SendResult Answer { get; set; } = new(204, null, Duration.FromMilliseconds(12), null, "");

    public Task<SendResult> SendAsync(WebhookRequest request, CancellationToken cancel)
    {
        Requests.Enqueue(request);
        return Task.FromResult(Answer);
    }
}
