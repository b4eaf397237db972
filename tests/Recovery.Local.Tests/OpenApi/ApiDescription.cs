using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Recovery.Local.Tests.OpenApi;

/// <summary>The description of the API as a site serves it.</summary>
internal sealed record ApiDescription(JsonObject Document, string Text)
{
    private static readonly string[] s_methods = ["get", "post", "put", "delete"];

    public IReadOnlyList<ApiOperation> Operations { get; } =
        [.. Document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Where(m => s_methods.Contains(m.Key)).Select(m => new ApiOperation(Document, p.Key, m.Key.ToUpperInvariant(), m.Value!.AsObject())))];

    public static async Task<ApiDescription> OfAsync(HttpClient site)
    {
        var text = await site.GetStringAsync("/openapi.json");
        return new ApiDescription(JsonNode.Parse(text)!.AsObject(), text);
    }

    /// <summary>Fails where the answer is not as the site describes it.</summary>
    public static async Task AssertDescribedAsync(HttpClient site, string operation, HttpResponseMessage answer) =>
        Assert.Empty((await OfAsync(site)).Operations.Single(o => o.Id == operation).Faults(await Heard.OfAsync(answer)));
}

internal sealed record ApiOperation(JsonObject Document, string Path, string Method, JsonObject Node)
{
    public string Id => Node["operationId"]!.GetValue<string>();

    public IReadOnlyList<JsonNode> Parameters => [.. (Node["parameters"]?.AsArray() ?? []).Select(p => Resolve(p!))];

    public IEnumerable<JsonNode> In(string place) => Parameters.Where(p => p["in"]!.GetValue<string>() == place);

    public bool Has(string parameter) => Parameters.Any(p => p["name"]!.GetValue<string>() == parameter);

    public bool Answers(int status) => Node["responses"]![$"{status}"] is not null;

    public JsonObject? Content => Node["requestBody"]?["content"]?.AsObject();

    public bool TakesJson => Content?.ContainsKey("application/json") == true;

    /// <summary>Each example of a body with its media type; one without a body where none is taken.</summary>
    public IReadOnlyList<(string? MediaType, JsonNode? Body)> Examples => Content is null ? [(null, null)] : [.. Content.SelectMany(c => Of(c.Value!).Select(e => ((string?)c.Key, (JsonNode?)e)))];

    public JsonNode? Response(int status) => Node["responses"]![$"{status}"] is { } response ? Resolve(response) : null;

    public JsonNode Resolve(JsonNode node) => node["$ref"]?.GetValue<string>() is { } reference ? SchemaCheck.Find(Document, reference) : node;

    public (string? MediaType, JsonNode? Body) Example => Examples is [var first, ..] ? first : (null, null);

    public static IEnumerable<JsonNode> Of(JsonNode content) =>
        content["example"] is { } one ? [one] : content["examples"] is JsonObject several ? several.Select(e => e.Value!["value"]!) : [];

    /// <summary>What is wrong with an answer by what is described; none when it is as described.</summary>
    public IEnumerable<string> Faults(Heard answer)
    {
        if (Response(answer.Status) is not { } response)
            return [$"{answer.Status} is not described: {answer.Body}"];
        var faults = new List<string>();
        foreach (var (name, header) in response["headers"]?.AsObject() ?? [])
        {
            var value = answer.Header(name);
            var described = Resolve(header!);
            if (value is not null)
                faults.AddRange(new SchemaCheck(Document, strict: true).Faults(value, described["schema"]!).Select(f => $"{name} {f}"));
            else if (described["required"]?.GetValue<bool>() == true)
                faults.Add($"{name} is missing");
        }

        if (response["content"]?.AsObject() is not { } content)
            return answer.Body.Length == 0 ? faults : [.. faults, $"it has a body, and none is described: {answer.Body}"];
        if ((content[answer.MediaType ?? ""] ?? content["*/*"]) is not { } media)
            return [.. faults, $"{answer.MediaType} is not described"];
        if (media["schema"] is { } schema)
            faults.AddRange(new SchemaCheck(Document, strict: true).Faults(answer.MediaType!.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(answer.Body) : answer.Body, schema));
        return faults;
    }

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>An answer, with its headers of either kind.</summary>
internal sealed record Heard(int Status, string Body, string? MediaType, HttpResponseHeaders Headers, HttpContentHeaders About)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public static async Task<Heard> OfAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType, response.Headers, response.Content.Headers);

    public string? Header(string name) => Headers.TryGetValues(name, out var own) || About.TryGetValues(name, out own) ? own.First() : null;
}
