using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Recovery.Intake.Mail.Mime;

namespace Recovery.Intake.Mail.Providers;

/// <summary>Reads JSON of which neither the shape nor the characters can be relied on.</summary>
internal static partial class ProviderJson
{
    public static JsonDocumentOptions Options { get; } = new() { MaxDepth = 32, AllowTrailingCommas = true };

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
            document = JsonDocument.Parse(json, Options);
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

    /// <summary>The text, with a mark in place of half a character (<c>\ud83d</c> alone), on which the base library gives up.</summary>
    public static string Whole(this JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            using var mended = JsonDocument.Parse(Half().Replace(text.GetRawText(), @"\ufffd"));
            return mended.RootElement.GetString() ?? "";
        }
    }

    /// <summary>In a text with a broken character all that are written as pairs are marked; it is rare, and telling them apart is not worth its code.</summary>
    [GeneratedRegex(@"\\u[dD][89a-fA-F][0-9a-fA-F]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex Half();
}
