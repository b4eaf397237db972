using System.Text.Json;
using System.Text.Json.Nodes;
using Recovery.Webhooks;

namespace Recovery.Web.OpenApi;

/// <summary>What we post to receivers, from the catalogue of events.</summary>
internal static class OpenApiEvents
{
    public static JsonObject Webhooks() => new(EventCatalogue.Kinds.Select(k => KeyValuePair.Create(k.Type, (JsonNode?)new JsonObject { ["post"] = Delivery(k) })));

    /// <summary>The <c>data</c> of each type under its name, and <c>LoggedEvent</c>, as <c>/api/events</c> gives them.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> Schemas()
    {
        foreach (var kind in EventCatalogue.Kinds)
        {
            var schema = Node(kind.Schema);
            schema.Remove("$schema"); // Of the whole document.
            yield return (kind.Type, schema);
        }

        var logged = EventCatalogue.Kinds.Where(k => k.Type != EventTypes.WebhookTest).Select(k => Body(k, ("id", new JsonObject { ["type"] = "string", ["description"] = "Its webhook-id." })));
        yield return ("LoggedEvent", new JsonObject { ["oneOf"] = new JsonArray([.. logged]) });
    }

    private static JsonObject Delivery(EventKind kind) => new()
    {
        ["summary"] = kind.Meaning,
        ["description"] = $"Sent {kind.SentWhen}. Tried again until it is answered with 2xx, with the same webhook-id each time; 410 disables the subscription.",
        ["operationId"] = "receive" + string.Concat(kind.Type.Split('.', '_').Select(w => char.ToUpperInvariant(w[0]) + w[1..])),
        ["tags"] = new JsonArray("Webhooks"),
        ["parameters"] = new JsonArray(
            Header("webhook-id", "The event's id: the same on each try and each replay."), Header("webhook-timestamp", "Of this try, in seconds since 1970."),
            Header("webhook-signature", "Standard Webhooks 1.0: `v1,` or `v1a,` and base64, parted by spaces, one for each key that signs.")),
        ["requestBody"] = new JsonObject
        {
            ["required"] = true,
            ["content"] = new JsonObject
            {
                ["application/json"] = new JsonObject { ["schema"] = Body(kind), ["example"] = Node(kind.Example) },
                ["application/cloudevents+json"] = new JsonObject { ["schema"] = CloudEvent(kind) },
            },
        },
        ["responses"] = new JsonObject
        {
            ["2XX"] = new JsonObject { ["description"] = "You have it." },
            ["410"] = new JsonObject { ["description"] = "Send nothing more: the subscription is disabled, and its owner is told." },
            ["default"] = new JsonObject { ["description"] = "It is sent again. `Retry-After` of 429 and 503 is kept to." },
        },
    };

    private static JsonObject Header(string name, string description) =>
        new() { ["name"] = name, ["in"] = "header", ["required"] = true, ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject Body(EventKind kind, params (string Name, JsonObject Schema)[] more) => Object(
        [.. more, ("type", new JsonObject { ["const"] = kind.Type }), ("timestamp", OpenApiAssembly.Ref("schemas/Time")), ("data", OpenApiAssembly.Ref($"schemas/{kind.Type}"))], []);

    private static JsonObject CloudEvent(EventKind kind)
    {
        static JsonObject Text() => new() { ["type"] = "string" };
        return Object(
            [
                ("specversion", new JsonObject { ["const"] = "1.0" }), ("id", Text()), ("source", Text()), ("type", new JsonObject { ["const"] = kind.Type }),
                ("time", OpenApiAssembly.Ref("schemas/Time")), ("datacontenttype", Text()), ("dataschema", Text()), ("data", OpenApiAssembly.Ref($"schemas/{kind.Type}")),
            ],
            [("subject", new JsonObject { ["type"] = "string", ["description"] = "Id of the case." })]);
    }

    private static JsonObject Object((string Name, JsonObject Schema)[] members, (string Name, JsonObject Schema)[] optional) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray([.. members.Select(m => JsonValue.Create(m.Name))]),
        ["properties"] = new JsonObject(members.Concat(optional).Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Schema))),
    };

    private static JsonObject Node(JsonElement element) => JsonObject.Create(element.Clone())!.DeepClone().AsObject();
}
