using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Recovery.Clocks;

namespace Recovery.Policy;

/// <summary>
/// Holds a JSON document against the types of <see cref="PolicyDocument"/> and reports every difference. The serializer
/// would stop at the first and speak of C#.
/// </summary>
internal sealed class PolicyShape(PolicyFaults faults)
{
    public void Check(JsonElement root) => Check(root, typeof(PolicyDocument), "$");

    private void Check(JsonElement element, Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var info = PolicyJson.Options.GetTypeInfo(type);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object when Is(element, JsonValueKind.Object, "an object in braces { }", path):
                CheckObject(element, info, path);
                break;
            case JsonTypeInfoKind.Enumerable when Is(element, JsonValueKind.Array, "a list in brackets [ ]", path):
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    Check(item, info.ElementType!, $"{path}[{index++}]");
                break;
            case JsonTypeInfoKind.Dictionary when Is(element, JsonValueKind.Object, "an object in braces { }", path):
                CheckDictionary(element, info, path);
                break;
            case JsonTypeInfoKind.None:
                CheckValue(element, type, path);
                break;
            default:
                break;
        }
    }

    private void CheckObject(JsonElement element, JsonTypeInfo info, string path)
    {
        var missing = info.Properties.Where(p => p.IsRequired).Select(p => p.Name).ToList();
        foreach (var (name, value) in Members(element, path))
        {
            missing.Remove(name);
            var member = info.Properties.FirstOrDefault(p => p.Name == name);
            if (member is null)
            {
                faults.Add(
                    PolicyFaults.Key(path, name),
                    $"\"{Suggestion.Show(name)}\" is not known here.{Suggestion.Among(name, info.Properties.Select(p => p.Name))}");
            }
            else if (value.ValueKind == JsonValueKind.Null && member.IsSetNullable)
            {
                continue;
            }
            else
            {
                Check(value, member.PropertyType, PolicyFaults.Key(path, name));
            }
        }

        foreach (var name in missing)
            faults.Add(path, $"\"{name}\" is missing.");
    }

    private void CheckDictionary(JsonElement element, JsonTypeInfo info, string path)
    {
        foreach (var (name, value) in Members(element, path))
        {
            var at = PolicyFaults.Key(path, name);
            if (info.KeyType is { IsEnum: true } keys)
                CheckName(name, keys, at);
            Check(value, info.ElementType!, at);
        }
    }

    private void CheckValue(JsonElement element, Type type, string path)
    {
        if (type == typeof(PolicyDuration))
        {
            if (Text(element, "a duration in quotes, such as \"4bh\" or \"P14D\"", path) is { } text
                && !PolicyDuration.TryParse(text, out _, out var fault))
                faults.Add(path, fault);
        }
        else if (type.IsEnum)
        {
            if (Text(element, $"one of {Allowed(type)}", path) is { } text)
                CheckName(text, type, path);
        }
        else if (type == typeof(string))
        {
            Text(element, "text in quotes", path);
        }
        else if (type == typeof(int))
        {
            if (Is(element, JsonValueKind.Number, "a whole number", path) && !element.TryGetInt32(out _))
                faults.Add(path, "must be a whole number of ordinary size, without a decimal point.");
        }
        else if (type == typeof(decimal))
        {
            if (Is(element, JsonValueKind.Number, "a number", path) && !element.TryGetDecimal(out _))
                faults.Add(path, "is a number too large or too small to be an amount of money.");
        }
        else if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            faults.Add(path, $"must be true or false, not {Shown(element)}.");
        }
    }

    private void CheckName(string name, Type type, string path)
    {
        var allowed = Enum.GetNames(type).Select(PolicyJson.NameOf).ToArray();
        if (!allowed.Contains(name, StringComparer.Ordinal))
            faults.Add(path, $"\"{Suggestion.Show(name)}\" is not allowed here. Allowed: {string.Join(", ", allowed)}.");
    }

    /// <summary>Members whose names can be read, each once.</summary>
    private List<(string Name, JsonElement Value)> Members(JsonElement element, string path)
    {
        var members = new List<(string, JsonElement)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (TryRead(() => member.Name) is not { } name)
                faults.Add(path, "has a key with half a character in it (a \\u escape without its other half).");
            else if (!seen.Add(name))
                faults.Add(PolicyFaults.Key(path, name), "is written twice; only one can count.");
            else
                members.Add((name, member.Value));
        }

        return members;
    }

    private string? Text(JsonElement element, string expected, string path)
    {
        if (!Is(element, JsonValueKind.String, expected, path))
            return null;
        var text = TryRead(element.GetString);
        if (text is null)
            faults.Add(path, "has half a character in it (a \\u escape without its other half).");
        return text;
    }

    /// <summary>JSON may escape what is no text; only reading it tells.</summary>
    private static string? TryRead(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private bool Is(JsonElement element, JsonValueKind kind, string expected, string path)
    {
        if (element.ValueKind != kind)
            faults.Add(path, $"must be {expected}, not {Shown(element)}.");
        return element.ValueKind == kind;
    }

    private static string Allowed(Type type) => string.Join(", ", Enum.GetNames(type).Select(PolicyJson.NameOf));

    private static string Shown(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text {Suggestion.Show(element.GetRawText())}",
        JsonValueKind.Number => $"the number {Suggestion.Show(element.GetRawText())}",
        JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => "null",
    };
}
