using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using NodaTime;
using Recovery.Cases;
using Recovery.Tests.Policy;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>Makes the schemas of events from the C# types: shape from the serializer's options, words from the doc comments.</summary>
internal static class EventSchema
{
    private static readonly JsonSerializerOptions s_indented = new(CaseJson.Options)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The types of <c>data</c>; those about a case have <see cref="CaseFacts"/> before their own.</summary>
    public static IReadOnlyDictionary<string, Type[]> Types { get; } = new Dictionary<string, Type[]>
    {
        [EventTypes.ComplaintReceived] = [typeof(CaseFacts), typeof(ComplaintReceivedFacts)],
        [EventTypes.ComplaintAcknowledged] = [typeof(CaseFacts), typeof(ComplaintAcknowledgedFacts)],
        [EventTypes.CaseUpdated] = [typeof(CaseFacts), typeof(CaseUpdatedFacts)],
        [EventTypes.PromiseMissed] = [typeof(CaseFacts), typeof(PromiseMissedFacts)],
        [EventTypes.CaseEscalated] = [typeof(CaseFacts), typeof(CaseEscalatedFacts)],
        [EventTypes.RemedyApproved] = [typeof(CaseFacts), typeof(RemedyEventFacts)],
        [EventTypes.RemedyDelivered] = [typeof(CaseFacts), typeof(RemedyEventFacts)],
        [EventTypes.CaseResolved] = [typeof(CaseFacts), typeof(CaseResolvedFacts)],
        [EventTypes.CaseReopened] = [typeof(CaseFacts), typeof(CaseReopenedFacts)],
        [EventTypes.CaseClosed] = [typeof(CaseFacts), typeof(CaseClosedFacts)],
        [EventTypes.RootCauseRising] = [typeof(RootCauseRisingFacts)],
        [EventTypes.WebhookTest] = [typeof(WebhookTestFacts)],
    };

    public static string Text(JsonNode node) => node.ToJsonString(s_indented) + "\n";

    public static JsonObject Of(EventKind kind)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var part in Types[kind.Type].Select(OfPart))
        {
            foreach (var (name, schema) in part["properties"]!.AsObject())
                properties[name] = schema!.DeepClone();
            foreach (var name in part["required"]?.AsArray() ?? [])
                required.Add(name!.GetValue<string>());
        }

        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = kind.Type,
            ["description"] = kind.Meaning,
            ["type"] = "object",
            ["required"] = required,
            ["properties"] = properties,
        };
    }

    public static JsonObject OfPart(Type type) => (JsonObject)CaseJson.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, node) => Describe(context, node as JsonObject ?? []),
    });

    private static JsonObject Describe(JsonSchemaExporterContext context, JsonObject node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(Instant))
            (node["type"], node["format"]) = ("string", "date-time");
        else if (type == typeof(LocalDate))
            (node["type"], node["format"]) = ("string", "date");
        else if (type == typeof(CaseId))
            (node["type"], node["pattern"]) = ("string", "^[0-9a-hjkmnp-tv-z]{26}$");
        else if (type == typeof(decimal) || type == typeof(long) || type == typeof(int))
            Only(node, type == typeof(decimal) ? "number" : "integer");
        else if (type.IsEnum)
            Choices(node, type);
        else if (node["type"] is JsonArray types)
            node["type"] = types.Select(t => t!.GetValue<string>()).Single(t => t != "null");

        if (context.PropertyInfo?.AttributeProvider is PropertyInfo property && Words(property, type) is { } words)
            node.Insert(0, "description", words);
        return node;
    }

    private static string? Words(PropertyInfo property, Type type)
    {
        var own = DocComments.Of(property) ?? DocComments.OfType(type);
        return type == typeof(Instant) && own is not null ? $"{own} RFC 3339 in UTC." : own;
    }

    /// <summary>A member without a value is left out and never null, and numbers are numbers.</summary>
    private static void Only(JsonObject node, string type)
    {
        node.Clear();
        node["type"] = type;
    }

    /// <summary>What a case may do grows; other choices are whole.</summary>
    private static void Choices(JsonObject node, Type type)
    {
        node.Clear();
        node["type"] = "string";
        node[type == typeof(CaseChangeKind) ? "examples" : "enum"] =
            new JsonArray([.. Enum.GetNames(type).Select(n => (JsonNode)JsonNamingPolicy.KebabCaseLower.ConvertName(n))]);
    }
}
