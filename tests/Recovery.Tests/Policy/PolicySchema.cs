using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Recovery.Clocks;
using Recovery.Policy;

namespace Recovery.Tests.Policy;

/// <summary>Makes the published schema from the C# types: shape from the serializer's options, words from the doc comments.</summary>
internal static class PolicySchema
{
    private const string Id = "^[a-z0-9-]{1,64}$";

    private const string Duration =
        @"^-?(P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?"
        + @"|[0-9]+(\.[0-9]+)?b[hm]|[0-9]+bd(@close)?)$";

    private static readonly Dictionary<string, string> s_patterns = new(StringComparer.Ordinal)
    {
        ["PolicyDocument.Name"] = Id,
        ["Person.Id"] = Id,
        ["Team.Id"] = Id,
        ["Category.Id"] = Id,
        ["Severity.Id"] = Id,
        ["SignRule.Id"] = Id,
        ["RemedyKind.Kind"] = Id,
        ["RootCause.Id"] = Id,
        ["EscalationLevel.Role"] = Id,
        ["Person.Roles"] = Id,
        ["CalendarDefinition.Hours"] = "^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
        ["CalendarDefinition.Holidays"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        ["MoneyRule.Currencies"] = "^[A-Z]{3}$",
    };

    private static readonly Dictionary<string, string> s_keys = new(StringComparer.Ordinal)
    {
        ["PolicyDocument.Calendars"] = Id,
        ["PolicyDocument.Messages"] = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$",
        ["CalendarDefinition.Hours"] = "^(monday|tuesday|wednesday|thursday|friday|saturday|sunday)$",
        ["EscalationLevel.At"] = "^(acknowledge|update|resolve|statutory)$",
    };

    private static readonly Dictionary<string, (int Least, int? Most)> s_ranges = new(StringComparer.Ordinal)
    {
        ["PolicyDocument.Version"] = (1, null),
        ["EscalationLevel.Level"] = (1, null),
        ["FollowUpRules.SatisfiedFrom"] = (1, 5),
        ["MoneyRule.ApprovalAbove"] = (0, null),
        ["AutomaticMailRules.PerCustomerAndDay"] = (0, 10_000),
        ["DuplicateRules.Similarity"] = (0, 1),
        ["DuplicateRules.Most"] = (0, 50),
        ["ListenBelow.Customer"] = (0, 1),
        ["ListenBelow.Words"] = (0, 1),
        ["RisingCauseRules.WindowDays"] = (1, 60),
        ["RisingCauseRules.ComparedDays"] = (1, 366),
        ["RisingCauseRules.AtLeast"] = (1, 1_000_000),
        ["RisingCauseRules.Factor"] = (1, 1_000),
        ["RisingCauseRules.QuietDays"] = (1, 30),
    };

    public static string Text()
    {
        var schema = (JsonObject)PolicyJson.Options.GetJsonSchemaAsNode(typeof(PolicyDocument), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Describe(context, node as JsonObject ?? []),
        });
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Recovery policy");
        return schema.ToJsonString(new(PolicyJson.Options) { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private static JsonObject Describe(JsonSchemaExporterContext context, JsonObject node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(PolicyDuration))
        {
            node.Clear();
            node["type"] = Nullable.GetUnderlyingType(context.TypeInfo.Type) is null ? "string" : new JsonArray("string", "null");
            node["pattern"] = Duration;
        }
        else if (context.TypeInfo.ElementType == typeof(PolicyDuration))
        {
            // The exporter leaves out the values of a dictionary whose converter it cannot look into.
            node["additionalProperties"] = new JsonObject { ["type"] = "string", ["pattern"] = Duration };
        }

        if (context.PropertyInfo?.AttributeProvider is not PropertyInfo property)
        {
            if (context.PropertyInfo is null && context.Path.Length == 0)
                node.Insert(0, "description", DocComments.OfType(type)!);
            return node;
        }

        var member = $"{property.DeclaringType!.Name}.{property.Name}";
        Constrain(node, member);
        var words = DocComments.Of(property);
        if (type == typeof(PolicyDuration))
            words += " A duration: PT30M or P14D in calendar time, 4bh, 30bm or 2bd in business time, 3bd@close for the close of a business day.";
        if (words is not null && !node.ContainsKey("description"))
            node.Insert(0, "description", words.Trim());
        return node;
    }

    private static void Constrain(JsonObject node, string member)
    {
        if (s_patterns.TryGetValue(member, out var pattern))
            Innermost(node)["pattern"] = pattern;
        if (s_keys.TryGetValue(member, out var keys))
            node["propertyNames"] = new JsonObject { ["pattern"] = keys };
        if (s_ranges.TryGetValue(member, out var range))
        {
            node["minimum"] = range.Least;
            if (range.Most is { } most)
                node["maximum"] = most;
        }
    }

    /// <summary>The text in a list, or in a list under a key.</summary>
    private static JsonObject Innermost(JsonObject node)
    {
        while ((node["items"] ?? node["additionalProperties"]) is JsonObject inner)
            node = inner;
        return node;
    }
}
