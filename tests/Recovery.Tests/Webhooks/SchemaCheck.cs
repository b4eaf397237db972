using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime.Text;

namespace Recovery.Tests.Webhooks;

/// <summary>Holds JSON against the part of JSON Schema that the schemas of events use. Own code: no validator restores here.</summary>
internal static class SchemaCheck
{
    private static readonly string[] s_understood =
        ["$schema", "title", "description", "type", "required", "properties", "enum", "examples", "format", "pattern"];

    public static IEnumerable<string> Faults(JsonElement value, JsonElement schema, string path = "$")
    {
        foreach (var keyword in schema.EnumerateObject().Select(p => p.Name).Except(s_understood))
            yield return $"{path}: the check does not know {keyword}";
        if (schema.TryGetProperty("type", out var type) && !IsOf(value, type.GetString()!))
        {
            yield return $"{path}: is {value.ValueKind}, not {type}";
            yield break;
        }

        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(c => c.GetString() == value.GetString()))
            yield return $"{path}: {value} is not one of {choices}";
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value.GetString()!, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
            yield return $"{path}: {value} is not as {pattern}";
        if (schema.TryGetProperty("format", out var format) && !IsAs(value.GetString()!, format.GetString()!))
            yield return $"{path}: {value} is no {format}";
        foreach (var name in schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(r => r.GetString()!) : [])
        {
            if (!value.TryGetProperty(name, out _))
                yield return $"{path}: {name} is missing";
        }

        if (!schema.TryGetProperty("properties", out var members))
            yield break;
        foreach (var member in value.EnumerateObject())
        {
            // Others may come later; what we send now is described.
            if (!members.TryGetProperty(member.Name, out var own))
                yield return $"{path}.{member.Name}: is not described";
            else
                foreach (var fault in Faults(member.Value, own, $"{path}.{member.Name}"))
                    yield return fault;
        }
    }

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "An unknown type in a schema."),
    };

    private static bool IsAs(string text, string format) => format switch
    {
        "date-time" => InstantPattern.ExtendedIso.Parse(text).Success,
        "date" => LocalDatePattern.Iso.Parse(text).Success,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "An unknown format in a schema."),
    };
}
