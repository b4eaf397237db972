using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Recovery.Intake.Mail.Mime;

namespace Recovery.Intake.Mail.Providers;

/// <summary>Reads JSON of which neither the shape nor the characters can be relied on.</summary>
internal static class ProviderJson
{
    /// <summary>Characters of <c>\ud83d</c>.</summary>
    private const int Escape = 6;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 32, AllowTrailingCommas = true };

    /// <param name="json">UTF-8.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, Oddities oddities) => JsonDocument.Parse(Mended(json, oddities), s_options);

    /// <exception cref="UnreadableMailException">It is not a JSON object.</exception>
    public static JsonDocument Object(ReadOnlyMemory<byte> json, Oddities oddities)
    {
        if (json.Length > MailLimits.Bytes)
            throw new UnreadableMailException($"it is larger than {MailLimits.Bytes / (1024 * 1024)} MB");
        if (!Utf8.IsValid(json.Span))
        {
            json = System.Text.Encoding.UTF8.GetBytes(Charsets.Decode(json.Span, "utf-8", out var oddity));
            oddities.Add(oddity ?? "it holds characters that are no UTF-8");
        }

        JsonDocument document;
        try
        {
            document = Parse(json, oddities);
        }
        catch (JsonException e)
        {
            throw new UnreadableMailException($"it is no JSON, or was cut off: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new UnreadableMailException("it is not a JSON object");
    }

    /// <summary>Null when it is missing or null.</summary>
    /// <exception cref="UnreadableMailException">It is no text.</exception>
    public static string? Text(this JsonElement of, string name)
    {
        if (!of.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.Whole() : throw new UnreadableMailException($"its field {name} is no text");
    }

    /// <summary>As <see cref="Text"/>, but null too when it is no text.</summary>
    public static string? TextOrNull(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.Whole() : null;

    /// <summary>Nothing when it is missing or null.</summary>
    /// <exception cref="UnreadableMailException">It is no list of objects.</exception>
    public static IEnumerable<JsonElement> Objects(this JsonElement of, string name)
    {
        if (!of.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return [];
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Object)
            ? value.EnumerateArray()
            : throw new UnreadableMailException($"its field {name} is no list of objects");
    }

    public static string Whole(this JsonElement text) => text.GetString() ?? "";

    /// <summary>The same length with a mark for each half of a character (<c>\ud83d</c> alone), on which the base library gives up much later.</summary>
    private static ReadOnlyMemory<byte> Mended(ReadOnlyMemory<byte> json, Oddities oddities)
    {
        byte[]? mended = null;
        var at = Next(json.Span, 0);
        while (at >= 0)
        {
            var unit = Unit(json.Span, at);
            if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(Unit(json.Span, at + Escape)))
            {
                at = Next(json.Span, at + (2 * Escape));
                continue;
            }

            if (char.IsSurrogate(unit))
                "fffd"u8.CopyTo((mended ??= json.ToArray()).AsSpan(at + 2));
            at = Next(json.Span, at + 2);
        }

        if (mended is not null)
            oddities.Add("it holds halves of characters");
        return mended ?? json;
    }

    /// <summary>The next backslash; what it escapes is passed over by the caller.</summary>
    private static int Next(ReadOnlySpan<byte> json, int from) =>
        from < json.Length && json[from..].IndexOf((byte)'\\') is var found and >= 0 ? from + found : -1;

    /// <summary>What is written at a place as <c>\u</c> and four digits; else NUL.</summary>
    private static char Unit(ReadOnlySpan<byte> json, int at) =>
        at + Escape <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : '\0';
}
