using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Recovery.Local.Tests.EndToEnd;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.OpenApi;

/// <summary>Answers that need a flood, a huge body or a receiver that was down for days, held against what is described.</summary>
[Collection(WaitingTests.Name)]
public sealed class RareAnswerTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string IntakeKey = "intake-key-of-the-rare-answers";

    [Fact]
    public async Task A_body_that_is_larger_than_is_read_is_refused_as_described()
    {
        var process = await StartAsync($"--Recovery:Intake:Key={IntakeKey}", "--Recovery:Intake:Mailgun:SigningKey=a-key", "--Recovery:Webhooks:AllowPrivateAddresses=true");
        // The head is answered before the body is sent.
        using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = process.Site };
        var api = await ApiDescription.OfAsync(http);
        var story = new ExampleStory(http, api, RecoveryProcess.StaffToken, IntakeKey);
        var (one, webhook, huge) = (await story.CaseAsync(), await story.WebhookAsync(), new byte[50 * 1024 * 1024]);
        foreach (var operation in api.Operations.Where(o => o.Answers(413)))
        {
            var path = ExampleStory.Address(operation, operation.Path.StartsWith("/api/webhooks/", StringComparison.Ordinal) ? webhook : one);
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path) { Content = new ByteArrayContent(huge) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", operation.Example.MediaType);
            request.Headers.ExpectContinue = true;
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", path.StartsWith("/api/intake/", StringComparison.Ordinal) ? IntakeKey : RecoveryProcess.StaffToken);
            using var response = await http.SendAsync(request);
            var answer = await Heard.OfAsync(response);
            story.Expect(operation, 413, answer);
            story.Faults.AddRange(operation.Faults(answer).Select(f => $"{operation}: {f}"));
        }

        Assert.True(story.Faults.Count == 0, string.Join("\n", story.Faults));
    }

    [Fact]
    public async Task Who_sends_too_much_is_told_to_wait_as_described()
    {
        // Channels without a key, which are limited like complaints by the API.
        var process = await StartAsync("--Recovery:Limits:ApiComplaintsPerMinute=1");
        using var http = process.Http();
        var api = await ApiDescription.OfAsync(http);
        var story = new ExampleStory(http, api, RecoveryProcess.StaffToken, IntakeKey);
        foreach (var operation in api.Operations.Where(o => o.Answers(429)))
        {
            var answer = await Eventually.GetAsync($"429 of {operation}", async () =>
                await story.SendAsync(operation, ExampleStory.Address(operation), operation.Example.MediaType, operation.Example.Body) is { Status: 429 } refused ? refused : null);
            Assert.NotNull(answer.Header("Retry-After"));
        }

        Assert.True(story.Faults.Count == 0, string.Join("\n", story.Faults));
    }

    /// <summary>Three and a half days of the schedule, in seconds.</summary>
    [Fact]
    public async Task What_was_parked_is_replayed_singly_and_by_time_as_described()
    {
        var status = 500;
        await using var receiver = await DownstreamApp.StartAsync((_, _) => Task.FromResult(Volatile.Read(ref status)));
        var process = await StartAsync("--Recovery:ClockSpeed=36000", "--Recovery:Webhooks:AllowPrivateAddresses=true");
        using var http = process.Http();
        var api = await ApiDescription.OfAsync(http);
        var story = new ExampleStory(http, api, RecoveryProcess.StaffToken, IntakeKey);
        ApiOperation Named(string id) => api.Operations.Single(o => o.Id == id);
        var added = await story.SendAsync(Named("addWebhook"), "/api/webhooks", "application/json", new JsonObject { ["url"] = receiver.Url.AbsoluteUri, ["name"] = "Down for days", ["types"] = new JsonArray("complaint.received") });
        var path = $"/api/webhooks/{added.Json["id"]}";
        await story.CaseAsync();
        var parked = await Eventually.GetAsync("a parked delivery", async () =>
            (await story.SendAsync(Named("listDeliveries"), $"{path}/deliveries?status=parked", null, null)).Json["deliveries"]!.AsArray().FirstOrDefault(), patience: TimeSpan.FromMinutes(3));
        Assert.Equal(10, parked["attempts"]!.AsArray().Count);
        var one = $"{path}/deliveries/{parked["id"]}/replay";

        story.Expect(Named("replayDelivery"), 202, await story.SendAsync(Named("replayDelivery"), one, "application/json", new JsonObject()));
        await Eventually.GetAsync("it to be parked again", async () =>
            (await story.SendAsync(Named("showDelivery"), one[..^"/replay".Length], null, null)).Json is var now && now["status"]!.GetValue<string>() == "parked" && now["changedAt"]!.ToString() != parked["changedAt"]!.ToString() ? now : null, patience: TimeSpan.FromMinutes(3));
        Volatile.Write(ref status, 200);
        story.Expect(Named("replayWebhook"), 202, await ReplayAsync("2020-01-01T00:00:00+00:00", "2099-01-01T00:00:00+00:00"));
        await Eventually.GetAsync("it to be delivered", () => Task.FromResult(receiver.Taken.Count > 0 ? receiver : null));
        Assert.Equal(parked["id"]!.GetValue<string>(), receiver.Taken[0].Webhook.Id);
        story.Expect(Named("replayWebhook"), 200, await ReplayAsync("2020-01-01T00:00:00+00:00", "2020-01-02T00:00:00+00:00"));

        // What is still ahead is delivered anyway.
        await story.SendAsync(Named("pauseWebhook"), $"{path}/pause", "application/json", new JsonObject());
        var ahead = await story.CaseAsync();
        story.Expect(Named("replayDelivery"), 200, await story.SendAsync(Named("replayDelivery"), $"{path}/deliveries/{ahead}-1-webhook/replay", "application/json", new JsonObject()));
        Assert.True(story.Faults.Count == 0, string.Join("\n", story.Faults.Distinct()));

        Task<Heard> ReplayAsync(string from, string to) =>
            story.SendAsync(Named("replayWebhook"), $"{path}/replay", "application/json", new JsonObject { ["from"] = from, ["to"] = to, ["only"] = "parked" });
    }
}
