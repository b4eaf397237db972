using System.Collections.Concurrent;
using System.Text.Json;
using Recovery.Contracts;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>The program is killed again and again while complaints stream in and webhooks go out.</summary>
[Collection(BusyTests.Name)]
public sealed class WebhookCrashTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Kills = 8;
    private readonly ITestOutputHelper _output = output;

    [Fact]
    public async Task After_kills_at_random_every_event_has_reached_each_living_receiver_with_one_id_signed_and_in_the_order_of_its_case()
    {
        var seed = Environment.TickCount;
        _output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        await using var quick = await DownstreamApp.StartAsync((_, _) => Task.FromResult(200));
        var refused = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await using var moody = await DownstreamApp.StartAsync(
            (webhook, _) => Task.FromResult(webhook.Id.GetHashCode(StringComparison.Ordinal) % 5 == 0 && refused.TryAdd(webhook.Id, true) ? 500 : 200));
        await using var silent = await DownstreamApp.StartAsync(async (_, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return 200;
        });
        var process = await StartAsync("--Recovery:Webhooks:AllowPrivateAddresses=true", "--Recovery:Webhooks:PerEndpoint=3");
        var byQuick = await SubscribeAsync(process, new { url = quick.Url, name = "quick" });
        var byMoody = await SubscribeAsync(process, new { url = moody.Url, name = "moody", envelope = "cloudevents", signing = "v1a" });
        await SubscribeAsync(process, new { url = silent.Url, name = "silent" });

        var accepted = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var stop = new CancellationTokenSource();
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var clients = Enumerable.Range(0, 2).Select(c => StreamAsync(process, $"{seed}-{kill}-{c}", first, stop.Token)).ToList();
            if (kill % 4 > 0)
                await first.Task; // Three of four rounds break into the stream, one into the start.
            // The moment of the crash, not a wait for anything.
            await Task.Delay(random.Next(0, 700), CancellationToken.None);
            await process.KillAsync();
            await stop.CancelAsync();
            accepted.AddRange((await Task.WhenAll(clients)).SelectMany(s => s));
            await process.RestartAsync();
        }

        Assert.True(accepted.Count >= Kills, $"Only {accepted.Count} complaints were accepted: the test was no test.");
        var log = await SettledLogAsync(process, accepted);
        _output.WriteLine($"{accepted.Count} complaints, {log.Count} events, {quick.Taken.Count} and {moody.Taken.Count} deliveries, {refused.Count} refused once.");
        Assert.All(accepted, id => Assert.Single(log, e => e == $"{id}-1-webhook"));
        await AllReachedAsync(quick, log, byQuick);
        await AllReachedAsync(moody, log, byMoody);
        Assert.NotEmpty(refused);
        Assert.Empty(silent.Taken);
    }

    private static async Task<string> SubscribeAsync(RecoveryProcess process, object subscription)
    {
        var created = (await process.Staff().PostAsync("/api/webhooks", System.Net.Http.Json.JsonContent.Create(subscription))).Is(201);
        return created.Json.Text("signing") == "v1a" ? created["keys"][0].Text("publicKey")! : created["secret"].GetString()!;
    }

    private static async Task<List<string>> StreamAsync(RecoveryProcess process, string client, TaskCompletionSource first, CancellationToken stop)
    {
        var accepted = new List<string>();
        using var http = process.Http();
        var app = new Api(http);
        for (var n = 0; n < 12 && !stop.IsCancellationRequested; n++)
        {
            try
            {
                var answer = await app.SubmitAsync(new { description = $"Complaint {client}-{n}.", email = Customers.Address("hook") }, $"{client}-{n}");
                accepted.Add(answer.Is(202)["caseId"].GetString()!);
                first.TrySetResult();
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
            {
                break;
            }
        }

        return accepted;
    }

    /// <summary>Ids of all events in their order, once every accepted complaint was acknowledged, after which no case publishes for hours.</summary>
    private static async Task<IReadOnlyList<string>> SettledLogAsync(RecoveryProcess process, IReadOnlyList<string> accepted)
    {
        var (log, cases, after) = (new List<string>(), new HashSet<string>(accepted), (string?)null);
        await Eventually.GetAsync<object>(
            "every complaint to be acknowledged",
            async () =>
            {
                bool hasMore;
                do
                {
                    var page = (await process.Staff().GetAsync($"/api/events?limit=500{(after is null ? "" : $"&after={after}")}")).Is(200).Json;
                    foreach (var happened in page.GetProperty("events").EnumerateArray())
                    {
                        log.Add(happened.Text("id")!);
                        if (happened.Text("type") == "complaint.acknowledged")
                            cases.Remove(log[^1][..26]);
                    }

                    after = page.Text("next");
                    hasMore = page.GetProperty("hasMore").GetBoolean();
                }
                while (hasMore);
                return cases.Count == 0 ? new object() : null;
            },
            () => Task.FromResult($"{cases.Count} were not."));
        Assert.Equal(log.Count, log.Distinct().Count());
        return log;
    }

    private static async Task AllReachedAsync(DownstreamApp app, IReadOnlyList<string> log, string key)
    {
        var expected = log.ToHashSet();
        await Eventually.GetAsync<object>(
            "every event to arrive",
            () => Task.FromResult(expected.IsSubsetOf(app.Taken.Select(t => t.Webhook.Id)) ? new object() : null),
            () => Task.FromResult($"{expected.Except(app.Taken.Select(t => t.Webhook.Id)).Count()} of {expected.Count} did not."),
            TimeSpan.FromSeconds(90));
        var taken = app.Taken;
        Assert.All(taken, t => Assert.True(t.Webhook.IsGenuine(key, t.At)));
        // An event of the moment in which the log was read may have come since then.
        var first = taken.Select(t => t.Webhook.Id).Distinct().Where(expected.Contains).ToList();
        foreach (var ofCase in log.GroupBy(id => id[..26]))
            Assert.Equal(ofCase, first.Where(id => id.StartsWith(ofCase.Key, StringComparison.Ordinal)));
        // One id is one event, however often it came.
        Assert.All(taken.GroupBy(t => t.Webhook.Id), same => Assert.Single(same.Select(t => Happened(t.Webhook)).Distinct()));
    }

    private static string Happened(ReceivedWebhook webhook)
    {
        using var body = JsonDocument.Parse(webhook.Body);
        return $"{body.RootElement.GetProperty("type")} {body.RootElement.GetProperty("data")}";
    }
}
