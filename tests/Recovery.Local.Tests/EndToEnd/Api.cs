using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>An answer of the API, with assertions that show the body when they fail.</summary>
public sealed record Answer(HttpStatusCode Status, string Body, string? MediaType, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public JsonElement this[string member] => Json.GetProperty(member);

    public string? ETag => Headers.ETag?.ToString();

    public Answer Is(HttpStatusCode expected)
    {
        Assert.True(Status == expected, $"Expected {(int)expected}, but it was {(int)Status}: {(Body.Length > 2_000 ? Body[..2_000] : Body)}");
        return this;
    }

    public Answer Is(int expected) => Is((HttpStatusCode)expected);

    /// <summary>A problem document (RFC 9457) that names the field, where one is at fault, and the reason.</summary>
    public Answer IsProblem(int status, string? field = null, string? reason = null)
    {
        Is(status);
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.StartsWith("urn:recovery:problem:", Json.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(Json.GetProperty("title").GetString()!);
        var detail = Json.GetProperty("detail").GetString()!;
        Assert.NotEmpty(detail);
        var told = detail;
        if (field is not null)
        {
            Assert.True(Json.TryGetProperty("errors", out var errors), $"No field is named: {Body}");
            var fault = errors.EnumerateArray().FirstOrDefault(e => e.GetProperty("field").GetString() == field);
            Assert.True(fault.ValueKind is JsonValueKind.Object, $"{field} is not named: {Body}");
            told = fault.GetProperty("reason").GetString()!;
            Assert.NotEmpty(told);
        }

        if (reason is not null)
            Assert.Contains(reason, told, StringComparison.OrdinalIgnoreCase);
        return this;
    }
}

public sealed record Complained(string CaseId, string Reference, string StatusPath);

/// <summary>The HTTP API, by whoever the client says.</summary>
public sealed class Api(HttpClient http)
{
    public async Task<Answer> GetAsync(string path) => await SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public async Task<Answer> PostAsync(string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await http.SendAsync(request);
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType, response.Headers);
        }
    }

    public Task<Answer> SubmitAsync(object complaint, string? key = null) =>
        PostAsync("/api/complaints", JsonContent.Create(complaint), key is null ? [] : [("Idempotency-Key", key)]);

    public Task<Answer> SubmitRawAsync(byte[] body, string contentType = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return PostAsync("/api/complaints", content);
    }

    public async Task<Complained> ComplainAsync(object complaint, string? key = null)
    {
        var receipt = (await SubmitAsync(complaint, key)).Is(HttpStatusCode.Accepted);
        return new Complained(receipt["caseId"].GetString()!, receipt["reference"].GetString()!, new Uri(receipt["statusUrl"].GetString()!).AbsolutePath);
    }

    public Task<Answer> DoAsync(string caseId, string command, object? body = null, string? ifMatch = null, string? key = null)
    {
        var headers = new List<(string, string)>();
        if (ifMatch is not null)
            headers.Add(("If-Match", ifMatch));
        if (key is not null)
            headers.Add(("Idempotency-Key", key));
        HttpContent? content = body switch
        {
            null => null,
            string json => new StringContent(json, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        return PostAsync($"/api/cases/{caseId}/commands/{command}", content, [.. headers]);
    }

    public async Task<JsonElement> CaseAsync(string caseId) => (await GetAsync($"/api/cases/{caseId}")).Is(HttpStatusCode.OK).Json;

    /// <summary>The case, once it is so.</summary>
    public async Task<JsonElement> UntilAsync(string caseId, string what, Func<JsonElement, bool> isSo, TimeSpan? patience = null)
    {
        var latest = default(JsonElement);
        var found = await Eventually.GetAsync<object>(
            what,
            async () => isSo(latest = await CaseAsync(caseId)) ? (object)latest : null,
            () => Task.FromResult($"The case is {latest.Status()} with the timeline\n{latest.Told()}"),
            patience);
        return (JsonElement)found;
    }

    /// <summary>The case, once its timeline has had that many of such events.</summary>
    public Task<JsonElement> UntilAsync(string caseId, string type, int times = 1) =>
        UntilAsync(caseId, $"event {type}{(times == 1 ? "" : $", time {times.ToString(CultureInfo.InvariantCulture)}")}", c => c.Count(type) >= times);

    /// <summary>How many cases there are: one that comes on two pages, since its due time moved in between, is one.</summary>
    public async Task<int> CountCasesAsync() => (await AllCasesAsync()).DistinctBy(c => c.Text("caseId")).Count();

    /// <summary>Every case that the list gives out, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> AllCasesAsync(string query = "", int limit = 200)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = (await GetAsync($"/api/cases?limit={limit}{query}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Is(HttpStatusCode.OK);
            all.AddRange(page["cases"].EnumerateArray());
            cursor = page.Json.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return all;
    }
}

/// <summary>A case as the API tells it, read.</summary>
internal static class CaseReading
{
    public static string? Text(this JsonElement element, string member) => element.TryGetProperty(member, out var value) ? value.ToString() : null;

    public static string Status(this JsonElement @case) => @case.Text("status") ?? "";

    public static IReadOnlyList<JsonElement> Timeline(this JsonElement @case) =>
        @case.ValueKind is JsonValueKind.Object ? [.. @case.GetProperty("timeline").EnumerateArray()] : [];

    /// <summary>The timeline, for a person who looks at a failure.</summary>
    public static string Told(this JsonElement @case) => string.Join('\n', @case.Timeline().Select(e => $"{e.Text("at")} {e.Text("type")}: {e.Text("text")}"));

    public static int Count(this JsonElement @case, string type) => @case.Timeline().Count(e => e.Text("type") == type);

    /// <summary>The latest event of the type.</summary>
    public static JsonElement Last(this JsonElement @case, string type) => @case.Timeline().Last(e => e.Text("type") == type);

    public static int Level(this JsonElement @case) => @case.TryGetProperty("escalation", out var e) ? e.GetProperty("level").GetInt32() : 0;

    public static bool WroteHolding(this JsonElement @case) =>
        @case.Timeline().Any(e => e.Text("type") == "message-written" && e.Text("text")!.StartsWith("Holding", StringComparison.Ordinal));
}
