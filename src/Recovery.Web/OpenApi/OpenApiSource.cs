using System.Text.Json.Nodes;

namespace Recovery.Web.OpenApi;

/// <summary>
/// The description of the API as it is written: JSON files in <c>Document</c>, one for each part of the API, which are OpenAPI but
/// for what <see cref="OpenApiAssembly"/> adds to every operation of its kind.
/// </summary>
internal static class OpenApiSource
{
    private const string Prefix = "openapi/";

    /// <summary>Everything outside the parts: information, security schemes, and what the parts share.</summary>
    public static JsonObject Frame() => Read("document");

    /// <summary>Parts, each with <c>tag</c>, <c>paths</c> and <c>schemas</c>, in the order in which they are read.</summary>
    public static IEnumerable<JsonObject> Parts() => s_parts.Select(Read);

    /// <summary>The commands of staff by name: <c>summary</c>, <c>description</c>, the body's <c>members</c> or <c>schema</c>, <c>required</c>, <c>example</c>.</summary>
    public static JsonObject Commands() => Read("commands");

    private static readonly string[] s_parts = ["complaints", "channels", "cases", "lists", "webhooks", "operations"];

    private static JsonObject Read(string name)
    {
        using var stream = typeof(OpenApiSource).Assembly.GetManifestResourceStream($"{Prefix}{name}.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
