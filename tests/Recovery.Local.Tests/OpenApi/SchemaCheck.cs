using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Recovery.Local.Tests.OpenApi;

/// <summary>
/// Checks JSON by the keywords of JSON Schema 2020-12 that our schemas use; any other keyword is a fault of its own, so that none is
/// passed over. Own code, since no validator of 2020-12 restores from the registry without a fee.
/// </summary>
/// <param name="root">The document that references point into.</param>
/// <param name="strict">An object may have no member but those that its schema names, unless the schema speaks of others.</param>
internal sealed class SchemaCheck(JsonNode root, bool strict)
{
    private static readonly string[] s_annotations =
        ["title", "description", "default", "example", "examples", "$schema", "$id", "$comment", "$defs", "deprecated", "contentMediaType", "if", "then", "else"];

    public IReadOnlyList<string> Faults(JsonNode? value, JsonNode schema)
    {
        var faults = new List<string>();
        Check(value, schema, "$", faults);
        return faults;
    }

    public static JsonNode Find(JsonNode root, string reference) => reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(root, (node, name) => node[name.Replace("~1", "/", StringComparison.Ordinal)] ?? throw new InvalidOperationException($"{reference} leads nowhere."));

    private void Check(JsonNode? value, JsonNode schema, string at, List<string> faults)
    {
        if (schema is JsonValue flag)
        {
            if (!flag.GetValue<bool>())
                faults.Add($"{at} must not be there");
            return;
        }

        foreach (var (keyword, rule) in schema.AsObject())
        {
            if (Fault(keyword, rule!, schema.AsObject(), value, at, faults) is { } fault)
                faults.Add($"{at} {fault}: {(value?.ToJsonString() ?? "null")[..Math.Min(80, (value?.ToJsonString() ?? "null").Length)]}");
        }

        if (value is JsonObject members)
            CheckMembers(members, schema.AsObject(), at, faults);
    }

    private string? Fault(string keyword, JsonNode rule, JsonObject schema, JsonNode? value, string at, List<string> faults)
    {
        switch (keyword)
        {
            case "$ref":
                Check(value, Find(root, rule.GetValue<string>()), at, faults);
                return null;
            case "type":
                string[] types = rule is JsonArray several ? [.. several.Select(t => t!.GetValue<string>())] : [rule.GetValue<string>()];
                return types.Any(t => Is(value, t)) ? null : $"is not of type {string.Join(" or ", types)}";
            case "enum":
                return rule.AsArray().Any(r => JsonNode.DeepEquals(r, value)) ? null : "is none of the choices";
            case "const":
                return JsonNode.DeepEquals(rule, value) ? null : $"is not {rule.ToJsonString()}";
            case "oneOf":
                var fitting = rule.AsArray().Count(r => Faults(value, r!).Count == 0);
                return fitting == 1 ? null : $"fits {fitting} of its shapes: {string.Join(" | ", rule.AsArray().Select(r => string.Join(", ", Faults(value, r!))))}";
            case "allOf":
                foreach (var each in rule.AsArray())
                    Check(value, each!, at, faults);
                return null;
            case "items":
                for (var i = 0; i < ((value as JsonArray)?.Count ?? 0); i++)
                    Check(value![i], rule, $"{at}[{i}]", faults);
                return null;
            case "required":
                var missing = value is JsonObject given ? rule.AsArray().Select(r => r!.GetValue<string>()).Where(r => !given.ContainsKey(r)).ToList() : [];
                return missing.Count == 0 ? null : $"lacks {string.Join(", ", missing)}";
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum":
                return !Is(value, "number") || Holds(keyword, value!.GetValue<decimal>(), rule.GetValue<decimal>()) ? null : $"goes beyond {keyword} {rule}";
            case "minLength" or "maxLength" or "minItems" or "maxItems":
                var size = value is JsonArray array ? array.Count : Is(value, "string") ? new StringInfo(value!.GetValue<string>()).LengthInTextElements : (int?)null;
                return size is null || (keyword.StartsWith("min", StringComparison.Ordinal) ? size >= rule.GetValue<int>() : size <= rule.GetValue<int>()) ? null : $"goes beyond {keyword} {rule}";
            case "pattern":
                return !Is(value, "string") || Regex.IsMatch(value!.GetValue<string>(), rule.GetValue<string>(), RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)) ? null : $"is not like {rule}";
            case "format":
                return !Is(value, "string") || IsFormat(rule.GetValue<string>(), value!.GetValue<string>()) ? null : $"is no {rule}";
            case "properties" or "additionalProperties":
                return null;
            default:
                return s_annotations.Contains(keyword) ? null : $"has the keyword {keyword}, which this check does not know, in {schema.ToJsonString()}";
        }
    }

    private void CheckMembers(JsonObject members, JsonObject schema, string at, List<string> faults)
    {
        var known = schema["properties"]?.AsObject();
        foreach (var (name, member) in members)
        {
            if (known?[name] is { } own)
                Check(member, own, $"{at}.{name}", faults);
            else if (schema["additionalProperties"] is { } others)
                Check(member, others, $"{at}.{name}", faults);
            else if (strict && known is not null)
                faults.Add($"{at}.{name} is not described");
        }
    }

    private static bool Is(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && decimal.IsInteger(Number(value!))),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        _ => type == "null",
    };

    private static decimal Number(JsonNode value) => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool Holds(string keyword, decimal value, decimal limit) => keyword switch
    {
        "minimum" => value >= limit,
        "maximum" => value <= limit,
        "exclusiveMinimum" => value > limit,
        _ => value < limit,
    };

    private static bool IsFormat(string format, string text) => format switch
    {
        "date-time" => Regex.IsMatch(text, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$", RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        _ => throw new InvalidOperationException($"No check of the format {format}."),
    };
}
