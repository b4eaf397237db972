using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Recovery.Local.Tests.Webhooks;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>What the started program makes of its surroundings while it sends: its end, its clock, its environment.</summary>
[Collection(WaitingTests.Name)]
public sealed class WebhookHostTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string Private = "--Recovery:Webhooks:AllowPrivateAddresses=true";

    [Fact]
    public async Task Asked_to_stop_while_receivers_hold_its_requests_it_ends_cleanly_and_loses_nothing()
    {
        var (held, isHolding) = (new ConcurrentDictionary<string, bool>(StringComparer.Ordinal), true);
        await using var app = await DownstreamApp.StartAsync(async (webhook, cancel) =>
        {
            if (Volatile.Read(ref isHolding))
            {
                held[webhook.Id] = true;
                await Task.Delay(Timeout.Infinite, cancel);
            }

            return 200;
        });
        var process = await StartAsync(Private, "--Recovery:Webhooks:PerEndpoint=3");
        var id = await SubscribeAsync(process, app.Url, "complaint.received");
        // So that they go out together.
        (await process.Staff().PostAsync($"/api/webhooks/{id}/pause", null)).Is(200);
        var cases = new List<string>();
        for (var n = 0; n < 5; n++)
            cases.Add((await process.App().ComplainAsync(new { description = $"Kettle {n} leaks.", email = Customers.Address("stop") })).CaseId);
        (await process.Staff().PostAsync($"/api/webhooks/{id}/resume", null)).Is(200);
        await Eventually.GetAsync<object>("three requests to be on their way", () => Task.FromResult<object?>(held.Count >= 3 ? held : null));

        Assert.Equal(0, await process.StopAsync());
        Volatile.Write(ref isHolding, false);
        await process.RestartAsync();

        await Eventually.GetAsync<object>("every event", () => Task.FromResult<object?>(app.Taken.Count >= 5 ? held : null));
        Assert.Equal(cases.Select(c => $"{c}-1-webhook").Order(), app.Taken.Select(t => t.Webhook.Id).Order());
        foreach (var one in cases)
        {
            // What the program broke off itself is no failure of the receiver.
            var delivery = await Eventually.GetAsync<Answer>("a record", async () => await DeliveryAsync(process, id, one) is { Status: HttpStatusCode.OK } found ? found : null);
            Assert.Equal(200, Assert.Single(delivery["attempts"].EnumerateArray()).GetProperty("status").GetInt32());
        }
    }

    [Fact]
    public async Task What_is_older_than_the_retention_is_forgotten_and_who_was_away_for_longer_is_told()
    {
        await using var app = await DownstreamApp.StartAsync((_, _) => Task.FromResult(200));
        var process = await StartAsync(Private, "--Recovery:Webhooks:RetentionDays=30", "--Recovery:ClockSpeed=500000");
        var id = await SubscribeAsync(process, app.Url, "complaint.received");
        var first = (await process.App().ComplainAsync(new { description = "The kettle leaks.", email = Customers.Address("old") })).CaseId;
        await Eventually.GetAsync<object>("the delivery", async () => (await DeliveryAsync(process, id, first)).Status is HttpStatusCode.OK ? app : null);
        var before = (await process.Staff().GetAsync("/api/events?limit=1")).Is(200);
        Assert.Equal($"{first}-1-webhook", before["events"][0].Text("id"));

        await Eventually.GetAsync<object>("the record to be forgotten", async () => (await DeliveryAsync(process, id, first)).Status is HttpStatusCode.NotFound ? app : null);
        var away = await Eventually.GetAsync<Answer>(
            "the events to be forgotten",
            async () => await process.Staff().GetAsync($"/api/events?after={before["next"].GetString()}") is { Status: HttpStatusCode.Gone } gone ? gone : null);
        var oldest = (await process.Staff().GetAsync($"/api/events?after={away["oldest"].GetString()}")).Is(200);
        Assert.DoesNotContain(oldest["events"].EnumerateArray(), e => e.Text("id") == $"{first}-1-webhook");
    }

    /// <summary>A proxy would resolve names and connect by itself, past every look at the address.</summary>
    [Fact]
    public async Task A_proxy_in_its_environment_is_asked_for_nothing()
    {
        await using var proxy = RawReceiver.Answering(200);
        await using var app = await DownstreamApp.StartAsync((_, _) => Task.FromResult(200));
        var address = $"http://127.0.0.1:{proxy.Port}";
        string[] names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
        var environment = names.SelectMany(n => (string[])[n, n.ToLowerInvariant()]).ToDictionary(n => n, _ => address);
        (environment["NO_PROXY"], environment["no_proxy"]) = ("", "");
        var process = await StartAsync(environment, Private);
        var id = await SubscribeAsync(process, app.Url, "complaint.received");
        var tested = (await process.Staff().PostAsync($"/api/webhooks/{id}/test", null)).Is(200);
        Assert.True(tested["delivered"].GetBoolean(), tested.Body);
        // By https, nobody takes the connection; whoever asked a proxy would ask for a tunnel first.
        var other = (await process.Staff().PostAsync($"/api/webhooks/{await SubscribeAsync(process, new Uri("https://127.0.0.1:9/"), "case.closed")}/test", null)).Is(200);
        Assert.Equal("nobody took the connection", other["fault"].GetString());
        var complained = (await process.App().ComplainAsync(new { description = "The kettle leaks.", email = Customers.Address("proxy") })).CaseId;
        await Eventually.GetAsync<object>("the event", () => Task.FromResult<object?>(app.Taken.Any(t => t.Webhook.Id == $"{complained}-1-webhook") ? app : null));

        Assert.Equal(0, proxy.Connections);
    }

    private static async Task<string> SubscribeAsync(RecoveryProcess process, Uri url, string type)
    {
        using var body = JsonContent.Create(new { url, name = "CRM", types = new[] { type } });
        return (await process.Staff().PostAsync("/api/webhooks", body)).Is(201)["id"].GetString()!;
    }

    private static Task<Answer> DeliveryAsync(RecoveryProcess process, string subscription, string complaint) =>
        process.Staff().GetAsync($"/api/webhooks/{subscription}/deliveries/{complaint}-1-webhook");
}
