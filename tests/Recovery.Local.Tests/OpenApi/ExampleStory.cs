using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Recovery.Local.Tests.EndToEnd;

namespace Recovery.Local.Tests.OpenApi;

/// <summary>
/// Sends what the description has as examples to a started site. What an example takes for granted, such as a case that waits, is
/// brought about first; ids in it stand for those that came about, and its times are moved from the day of the examples to today.
/// </summary>
internal sealed partial class ExampleStory(HttpClient http, ApiDescription api, string staffToken, string intakeKey)
{
    private const string Finance = "daniel-price";

    private static readonly DateTimeOffset s_dayOfTheExamples = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    /// <summary>What must have been done to a case before.</summary>
    private static readonly Dictionary<string, string[]> s_before = new(StringComparer.Ordinal)
    {
        ["resume"] = ["pause"],
        ["approve-remedy"] = ["propose-remedy"],
        ["decline-remedy"] = ["propose-remedy"],
        ["deliver-remedy"] = ["propose-remedy", "approve-remedy"],
        ["take-escalation"] = ["escalate"],
        ["reopen"] = ["resolve"],
    };

    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    /// <summary>What was answered to each operation, by status.</summary>
    public HashSet<(string Operation, int Status)> Seen { get; } = [];

    public List<string> Faults { get; } = [];

    /// <summary>Ids of what operations made, by operation.</summary>
    public Dictionary<string, string> Made { get; } = new(StringComparer.Ordinal);

    /// <summary>Sends it, and checks the answer by what is described.</summary>
    public async Task<Heard> SendAsync(
        ApiOperation operation, string path, string? mediaType, JsonNode? body, bool knows = true, string? staff = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
        if (knows)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", path.StartsWith("/api/intake/", StringComparison.Ordinal) ? intakeKey : staffToken);
        if (staff is not null)
            request.Headers.Add("Recovery-Staff", staff);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Today(body is JsonValue text ? text.GetValue<string>() : body.ToJsonString())));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request);
        var answer = await Heard.OfAsync(response);
        Seen.Add((operation.Id, answer.Status));
        Faults.AddRange(operation.Faults(answer).Select(f => $"{operation.Method} {path} {mediaType}: {answer.Status} {f}"));
        return answer;
    }

    /// <summary>The example as a customer of their own would send it: nobody is taken for somebody else.</summary>
    public static JsonNode? Own(JsonNode? body)
    {
        if (body is null)
            return null;
        var mark = Guid.NewGuid().ToString("n");
        // A port on which nobody listens.
        var text = body.ToJsonString().Replace("https://crm.example.org", "http://127.0.0.1:1", StringComparison.Ordinal).Replace("example.org", $"{mark}.example", StringComparison.Ordinal).Replace("<k1@", $"<{mark}@", StringComparison.Ordinal)
            .Replace("\"r-1\"", $"\"{mark}\"", StringComparison.Ordinal).Replace("FH-10233", mark, StringComparison.Ordinal).Replace("C94739", mark, StringComparison.Ordinal);
        return JsonNode.Parse(text);
    }

    public async Task<string> CaseAsync(string like = "complaint")
    {
        var operation = api.Operations.Single(o => o.Id == (like switch { "review" => "receiveReview", "call" => "receiveCall", "mail" => "receiveMail", _ => "submitComplaint" }));
        var (mediaType, body) = operation.Examples[0];
        var answer = await SendAsync(operation, Address(operation), mediaType, Own(body));
        return answer.Json["caseId"]!.GetValue<string>();
    }

    /// <summary>A case to which the command can be done.</summary>
    public async Task<string> CaseForAsync(string command)
    {
        if (command == "keep-apart")
            return await TwinAsync();
        var id = await CaseAsync(command switch { "post-public-reply" => "review", "confirm-transcript" => "call", _ => "complaint" });
        foreach (var earlier in s_before.GetValueOrDefault(command, []))
        {
            var done = await CommandAsync(id, earlier);
            Assert.True(done.Status == 200, $"{earlier}: {done.Body}");
        }

        return id;
    }

    /// <summary>A case that is perhaps the same as another: of one customer, in the same words.</summary>
    private async Task<string> TwinAsync()
    {
        var operation = api.Operations.Single(o => o.Id == "submitComplaint");
        var (mediaType, body) = operation.Examples.Single(e => e.Body!["email"] is not null);
        var own = Own(body);
        Made[operation.Id] = (await SendAsync(operation, operation.Path, mediaType, own)).Json["caseId"]!.GetValue<string>();
        return (await SendAsync(operation, operation.Path, mediaType, own)).Json["caseId"]!.GetValue<string>();
    }

    /// <summary>Does a command by its example.</summary>
    public async Task<Heard> CommandAsync(string id, string command, params (string Name, string Value)[] headers)
    {
        var operation = api.Operations.Single(o => o.Path == $"/api/cases/{{id}}/commands/{command}");
        var (mediaType, body) = operation.Examples[0];
        if (body?["into"] is not null || body?["other"] is not null)
        {
            var other = body["other"] is not null && Made.TryGetValue("submitComplaint", out var twin) ? twin : await CaseAsync();
            body = JsonNode.Parse(body.ToJsonString().Replace("a04yn7qm99108e42najwg674xg", other, StringComparison.Ordinal));
        }

        var staff = command is "approve-remedy" or "decline-remedy" ? Finance : "maya-okafor";
        return await SendAsync(operation, $"/api/cases/{id}/commands/{command}", mediaType, body, staff: staff, headers: headers);
    }

    /// <summary>Its address: path and query with the examples of its parameters, or with what came about where that is given.</summary>
    public static string Address(ApiOperation operation, string? id = null, string? hash = null, string query = "")
    {
        var path = operation.Path;
        foreach (var parameter in operation.In("path"))
        {
            var name = parameter["name"]!.GetValue<string>();
            var value = name == "id" && id is not null ? id : name is "hash" or "event" && hash is not null ? hash : parameter["example"]!.GetValue<string>();
            path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        var asked = operation.In("query").Where(p => p["example"] is not null)
            .Select(p => $"{p["name"]}={Uri.EscapeDataString(p["name"]!.GetValue<string>() == "callId" ? Guid.NewGuid().ToString("n") : p["example"]!.ToString())}").Append(query).Where(q => q.Length > 0);
        return string.Join('?', new[] { path, string.Join('&', asked) }.Where(p => p.Length > 0));
    }

    public void Expect(ApiOperation operation, int status, Heard answer) => Expect(operation, answer.Status == status, $"{status}", answer);

    public void Expect(ApiOperation operation, bool good, string expected, Heard answer)
    {
        if (!good)
            Faults.Add($"{operation}: {answer.Status} in place of {expected}: {answer.Body}");
    }

    /// <summary>A file that a case lists, and the case.</summary>
    public async Task<(string? Id, string? Hash)> AttachmentAsync()
    {
        var mail = $"From: Ann <ann@{Guid.NewGuid():n}.example>\r\nTo: care@example.org\r\nSubject: My kettle\r\nMessage-ID: <{Guid.NewGuid():n}@a.example>\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nIt leaks.\r\n--b\r\nContent-Type: image/png\r\n"
            + "Content-Disposition: attachment; filename=leak.png\r\n\r\nnot really a picture\r\n--b--\r\n";
        var taken = await SendAsync(api.Operations.Single(o => o.Id == "receiveMail"), "/api/intake/email/mime", "message/rfc822", mail);
        var id = taken.Json["caseId"]!.GetValue<string>();
        var subject = await SendAsync(api.Operations.Single(o => o.Id == "showCase"), $"/api/cases/{id}", null, null);
        return (id, subject.Json["complaint"]!["attachments"]![0]!["sha256"]!.GetValue<string>());
    }

    public async Task<(string Id, string Key, Heard Answer)> SubscribeAsync(string key)
    {
        var operation = api.Operations.Single(o => o.Id == "addWebhook");
        var body = JsonNode.Parse(operation.Example.Body!.ToJsonString().Replace("https://crm.example.org", "http://127.0.0.1:1", StringComparison.Ordinal))!;
        body["types"] = new JsonArray();
        var answer = await SendAsync(operation, operation.Path, "application/json", body, headers: ("Idempotency-Key", key));
        return (answer.Json["id"]!.GetValue<string>(), key, answer);
    }

    public async Task<string> WebhookAsync() => (await SubscribeAsync(Guid.NewGuid().ToString())).Id;

    /// <summary>A subscription and an event on its way to it.</summary>
    public async Task<(string? Id, string? Event)> DeliveryAsync()
    {
        var id = await WebhookAsync();
        await CaseAsync();
        var list = api.Operations.Single(o => o.Id == "listDeliveries");
        return (id, await Eventually.GetAsync("a delivery", async () =>
            (await SendAsync(list, $"/api/webhooks/{id}/deliveries", null, null)).Json["deliveries"]!.AsArray().FirstOrDefault()?["id"]!.GetValue<string>()));
    }

    /// <summary>Something that was parked: a review that says too little.</summary>
    public async Task<string> ParkedAsync(string? postedAt = null)
    {
        var review = new JsonObject { ["reviewId"] = Guid.NewGuid().ToString("n"), ["text"] = "Never again." };
        if (postedAt is not null)
        {
            review["source"] = "trustpilot";
            review["postedAt"] = postedAt;
        }

        var refused = await SendAsync(api.Operations.Single(o => o.Id == "receiveReview"), "/api/intake/reviews", "application/json", review);
        Assert.Equal(422, refused.Status);
        return refused.Json["parked"]!.GetValue<string>();
    }

    private string Today(string example) => Moment().Replace(example, m =>
        (DateTimeOffset.Parse(m.Value, CultureInfo.InvariantCulture) + (_now - s_dayOfTheExamples)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", RegexOptions.NonBacktracking)]
    private static partial Regex Moment();
}
