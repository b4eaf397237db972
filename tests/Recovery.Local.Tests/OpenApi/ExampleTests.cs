using System.Globalization;
using System.Text.Json.Nodes;
using Recovery.Local.Tests.EndToEnd;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.OpenApi;

/// <summary>The description against the started program: its examples are sent, and every answer is held against what is described.</summary>
[Collection(BusyTests.Name)]
public sealed class ExampleTests(DemoProcess demo, ITestOutputHelper output) : EndToEndTest(output)
{
    private const string IntakeKey = "intake-key-of-the-example-tests";
    private const string Unknown = "qqqqqqqqqqqq";

    /// <summary>Answers that need a fault, days or a service elsewhere. RareAnswerTests, EventsApiTests and GraphNotificationTests bring them about, and 413 and 429.</summary>
    private static readonly HashSet<(string Operation, int Status)> s_elsewhere = [("receiveMail", 202), ("ready", 503), ("listEvents", 410), ("replayWebhook", 202), ("replayWebhook", 200), ("replayDelivery", 202), ("replayDelivery", 200)];

    [Fact]
    public async Task Every_example_is_answered_and_every_answer_is_as_described()
    {
        var (story, api) = await BeginAsync();
        foreach (var operation in api.Operations.Where(o => !o.Path.Contains("/commands/", StringComparison.Ordinal)))
            await SendExamplesAsync(story, operation);
        foreach (var operation in api.Operations.Where(o => o.Path.Contains("/commands/", StringComparison.Ordinal)))
        {
            var name = operation.Path.Split('/')[^1];
            story.Expect(operation, 200, await story.CommandAsync(await story.CaseForAsync(name), name, Key(operation)));
        }

        foreach (var operation in api.Operations)
            await SendBadAsync(story, operation);
        await SendWhatOneOperationRefusesAsync(story, api);

        Assert.True(story.Faults.Count == 0, string.Join("\n", story.Faults.Select(f => f.Length > 600 ? f[..600] : f).Distinct().Take(40)));
        var unseen = api.Operations.SelectMany(o => o.Node["responses"]!.AsObject().Select(r => (o.Id, Status: int.Parse(r.Key, CultureInfo.InvariantCulture))))
            .Where(r => r.Status is not (413 or 429 or 500) && !s_elsewhere.Contains(r) && !story.Seen.Contains(r));
        Assert.Empty(unseen);
    }

    [Fact]
    public async Task Every_case_of_the_demonstration_is_as_described()
    {
        using var http = Shares(demo.Process).Http();
        var api = await ApiDescription.OfAsync(http);
        var story = new ExampleStory(http, api, RecoveryProcess.StaffToken, IntakeKey);
        var (list, one) = (api.Operations.Single(o => o.Id == "listCases"), api.Operations.Single(o => o.Id == "showCase"));
        foreach (var line in (await story.SendAsync(list, "/api/cases?limit=200", null, null)).Json["cases"]!.AsArray())
            await story.SendAsync(one, $"/api/cases/{line!["caseId"]}", null, null);
        await story.SendAsync(api.Operations.Single(o => o.Id == "reportSummary"), "/api/reports/summary", null, null);
        Assert.True(story.Faults.Count == 0, string.Join("\n", story.Faults.Select(f => f.Length > 600 ? f[..600] : f).Distinct().Take(40)));
    }

    [Fact]
    public async Task Members_and_parameters_that_are_described_are_those_that_are_read()
    {
        var (story, api) = await BeginAsync();
        foreach (var operation in api.Operations)
        {
            if (operation.TakesJson && operation.Content!["application/json"]!["schema"] is { } schema && operation.Resolve(schema)["properties"] is JsonObject members)
            {
                var refused = await story.SendAsync(operation, ExampleStory.Address(operation), "application/json", new JsonObject { [Unknown] = true });
                AssertSame(operation, members.Select(m => m.Key), refused);
            }

            var parameters = operation.In("query").Select(p => p["name"]!.GetValue<string>()).ToList();
            var answer = operation.Method == "GET" || parameters.Count > 0 ? await story.SendAsync(operation, ExampleStory.Address(operation, query: $"{Unknown}=1"), operation.Example.MediaType, operation.Example.Body) : null;
            if (answer is { Status: 400 or 422 })
                AssertSame(operation, parameters, answer);
        }
    }

    private static void AssertSame(ApiOperation operation, IEnumerable<string> described, Heard refused)
    {
        var reason = refused.Json["errors"]!.AsArray().Single(e => e!["field"]!.GetValue<string>() == Unknown)!["reason"]!.GetValue<string>();
        var known = reason.Split("known are ") is [_, var names] ? names.Split(", ") : [];
        Assert.True(known.Order(StringComparer.Ordinal).SequenceEqual(described.Order(StringComparer.Ordinal)), $"{operation} describes {string.Join(", ", described)}, but reads {string.Join(", ", known)}.");
    }

    private async Task<(ExampleStory Story, ApiDescription Api)> BeginAsync()
    {
        var process = await StartAsync($"--Recovery:Intake:Key={IntakeKey}", "--Recovery:Intake:Mailgun:SigningKey=mailgun-key-of-the-example-tests", "--Recovery:Webhooks:AllowPrivateAddresses=true");
        var http = process.Http();
        var api = await ApiDescription.OfAsync(http);
        return (new ExampleStory(http, api, RecoveryProcess.StaffToken, IntakeKey), api);
    }

    /// <summary>What the address of an example is about.</summary>
    private static async Task<(string? Id, string? Hash)> SubjectAsync(ExampleStory story, ApiOperation operation) => operation.Id switch
    {
        "showCase" => (await story.CaseAsync(), null),
        "showAttachment" => await story.AttachmentAsync(),
        "showIncident" => (story.Made["reportIncident"], null),
        "showImport" => (story.Made["startImport"], null),
        "showParked" or "dismissParked" or "retryParked" => (await story.ParkedAsync(), null),
        "showDelivery" or "replayDelivery" => await story.DeliveryAsync(),
        _ when operation.Path.StartsWith("/api/webhooks/{id}", StringComparison.Ordinal) => (await story.WebhookAsync(), null),
        _ => (null, null),
    };

    private static async Task SendExamplesAsync(ExampleStory story, ApiOperation operation)
    {
        foreach (var (mediaType, body) in operation.Examples)
        {
            foreach (var query in operation.Has("dryRun") ? (string[])["dryRun=true", ""] : [""])
            {
                var (id, hash) = await SubjectAsync(story, operation);
                var answer = await story.SendAsync(operation, ExampleStory.Address(operation, id, hash, query), mediaType, ExampleStory.Own(body), headers: Key(operation));
                // What was parked cannot be read as it is, and what is on its way is not replayed.
                if (operation.Id is not ("retryParked" or "replayDelivery"))
                    story.Expect(operation, answer.Status / 100 == 2, "2xx", answer);
                if (answer is { Status: 202 } && (answer.Json["incidentId"] ?? answer.Json["importId"]) is { } made)
                    story.Made[operation.Id] = made.GetValue<string>();
            }
        }
    }

    /// <summary>What every operation of its kind refuses.</summary>
    private static async Task SendBadAsync(ExampleStory story, ApiOperation operation)
    {
        var (mediaType, body) = operation.Example;
        var path = ExampleStory.Address(operation);
        if (operation.Answers(401))
            story.Expect(operation, 401, await story.SendAsync(operation, path, mediaType, body, knows: false));
        if (operation.Answers(404))
        {
            var nowhere = operation.In("path").Aggregate(operation.Path, (p, name) => p.Replace($"{{{name["name"]}}}", "nothing", StringComparison.Ordinal));
            story.Expect(operation, 404, await story.SendAsync(operation, nowhere, mediaType, body));
        }

        if (operation.Answers(415))
            story.Expect(operation, 415, await story.SendAsync(operation, await CaseOrAsync(), "application/x-nothing", "{}", headers: ("Content-Encoding", "gzip")));
        if (operation.Answers(403))
            story.Expect(operation, 403, await story.SendAsync(operation, path, mediaType, body, staff: "maya-okafor"));
        if (operation.Answers(409) && operation.Method == "PUT")
            story.Expect(operation, 409, await story.SendAsync(operation, ExampleStory.Address(operation, await story.WebhookAsync()), mediaType, body, headers: ("If-Match", "\"99\"")));
        else if (operation.Answers(409))
            story.Expect(operation, 409, await story.CommandAsync(await story.CaseAsync(), operation.Path.Split('/')[^1], ("If-Match", "\"1\"")));
        if (operation.Answers(400) && operation.TakesJson && operation.Id != "receiveMail")
            story.Expect(operation, 400, await story.SendAsync(operation, await CaseOrAsync(), "application/json", "{"));
        foreach (var parameter in operation.In("query").Where(p => operation.Answers(400) && p["name"]!.GetValue<string>() is "limit" or "overdue" or "dryRun" or "from"))
            story.Expect(operation, 400, await story.SendAsync(operation, $"{path.Split('?')[0]}?{parameter["name"]}=perhaps", mediaType, body));
        if (operation.Has("Idempotency-Key"))
            story.Expect(operation, 422, await story.SendAsync(operation, await CaseOrAsync(), mediaType, body, headers: ("Idempotency-Key", new string('k', 201))));
        if (operation.Answers(422) && operation.TakesJson)
            story.Expect(operation, 422, await story.SendAsync(operation, await CaseOrAsync(), "application/json", new JsonObject { [Unknown] = 1 }));

        async Task<string> CaseOrAsync() => operation.Path.StartsWith("/api/cases/{id}", StringComparison.Ordinal) ? ExampleStory.Address(operation, await story.CaseAsync())
            : operation.Path.StartsWith("/api/webhooks/{id}", StringComparison.Ordinal) ? ExampleStory.Address(operation, await story.WebhookAsync())
            : path;
    }

    private static async Task SendWhatOneOperationRefusesAsync(ExampleStory story, ApiDescription api)
    {
        ApiOperation Named(string id) => api.Operations.Single(o => o.Id == id);
        story.Expect(Named("startImport"), 422, await story.SendAsync(Named("startImport"), "/api/imports", "text/csv", "name,email\r\nAna,ana@example.org\r\n"));
        story.Expect(Named("receiveCall"), 422, await story.SendAsync(Named("receiveCall"), "/api/intake/calls/text?startedAt=yesterday", "text/plain", "Agent: Hello."));
        story.Expect(Named("receiveMail"), 503, await story.SendAsync(Named("receiveMail"), "/api/intake/email/graph", "application/json", new JsonObject()));
        story.Expect(Named("receiveMail"), 400, await story.SendAsync(Named("receiveMail"), "/api/intake/email/mailgun", "multipart/form-data; boundary=b", "--b\r\nbroken"));
        story.Expect(Named("receiveMail"), 406, await story.SendAsync(Named("receiveMail"), "/api/intake/email/mailgun", "application/x-www-form-urlencoded", "token=t"));

        await story.SubscribeAsync("a-key");
        Assert.Equal(200, (await story.SubscribeAsync("a-key")).Answer.Status);
        var (webhook, delivery) = await story.DeliveryAsync();
        var again = await story.SendAsync(Named("replayWebhook"), $"/api/webhooks/{webhook}/replay", "application/json", JsonNode.Parse("""{"from":"2026-11-23T00:00:00Z","to":"2026-11-24T10:00:00Z","only":"all"}"""));
        Assert.True(again.Status is 200 or 202, delivery + again.Body);

        var import = $"/api/imports/{story.Made["startImport"]}?format=csv";
        Assert.Equal("text/csv", (await story.SendAsync(Named("showImport"), import, null, null)).MediaType);
        await story.SendAsync(Named("showParked"), $"/api/parked/{await story.ParkedAsync()}?download", null, null);
        // Of tomorrow, and a moment: too far ahead when it comes, and soon no more.
        var soon = await story.ParkedAsync(DateTimeOffset.UtcNow.AddDays(1).AddSeconds(2).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        await Eventually.GetAsync("the review to be put back", async () => (await story.SendAsync(Named("retryParked"), $"/api/parked/{soon}/retry", null, null)) is { Status: 204 } done ? done : null);
    }

    private static (string Name, string Value)[] Key(ApiOperation operation) => operation.Has("Idempotency-Key") ? [("Idempotency-Key", Guid.NewGuid().ToString())] : [];
}
