using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Recovery.Web.Intake;

namespace Recovery.Web.Http;

/// <summary>Reads bodies up to a limit; the same on both hosts, whose own limits differ.</summary>
internal static class RequestBody
{
    public const int JsonBytes = 256 * 1024;

    /// <summary>2 MB of text, which percent-encoding can triple: a text that is far too long still comes back with its fault.</summary>
    public const int FormBytes = 6 * 1024 * 1024;

    private static readonly FormOptions s_formOptions = new()
    {
        BufferBody = false,
        ValueCountLimit = 200,
        KeyLengthLimit = 200,
        ValueLengthLimit = FormBytes,
        MultipartBodyLengthLimit = FormBytes,
    };

    /// <returns>Null when it is longer than the limit.</returns>
    public static async Task<byte[]?> ReadAsync(HttpContext http, int limit)
    {
        if (http.Request.ContentLength > limit)
            return null;
        using var whole = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int read;
            while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
            {
                if (whole.Length + read > limit)
                    return null;
                whole.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return whole.ToArray();
    }

    /// <summary>An object of JSON, or the problem that it is not one. An empty body is an empty object where <paramref name="emptyAllowed"/>.</summary>
    public static async Task<(JsonBody? Body, IResult? Problem)> ReadJsonAsync(HttpContext http, bool emptyAllowed, int limit = JsonBytes)
    {
        var bytes = await ReadAsync(http, limit);
        if (bytes is null)
            return (null, Problems.TooLarge($"A body of JSON may have {limit / 1024} KB."));
        if (bytes.Length == 0 && emptyAllowed)
            return (new JsonBody(bytes, new Dictionary<string, object?>(StringComparer.Ordinal)), null);
        if (!IsJson(http.Request.ContentType))
            return (null, Problems.WrongMediaType(http.Request.ContentType));
        return Parse(bytes);
    }

    /// <summary>The fields of a form, or the page that says why there are none.</summary>
    public static async Task<(IFormCollection? Fields, IResult? Notice)> ReadFormAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
            return (null, Notices.Unreadable());
        if (await ReadAsync(http, FormBytes) is not { } bytes)
            return (null, Notices.TooLarge());
        http.Request.Body = new MemoryStream(bytes, writable: false);
        try
        {
            // Kept with the request: what checks the form's token afterwards reads the same fields.
            return (await http.Request.ReadFormAsync(s_formOptions, http.RequestAborted), null);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException or IOException)
        {
            return (null, Notices.Unreadable());
        }
    }

    internal static (JsonBody? Body, IResult? Problem) Parse(byte[] bytes)
    {
        var (body, fault) = Read(bytes);
        return (body, fault is null ? null : Problems.Unreadable(fault));
    }

    /// <summary>An object of JSON, or a sentence that says why it is none.</summary>
    internal static (JsonBody? Body, string? Fault) Read(byte[] bytes)
    {
        var text = bytes.AsMemory();
        if (text.Span.StartsWith(Encoding.UTF8.Preamble))
            text = text[Encoding.UTF8.Preamble.Length..];
        if (FirstInvalid(text.Span) is { } offset)
            return (null, $"The body is not UTF-8: byte {(offset + 1).ToString(CultureInfo.InvariantCulture)} begins no character.");
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
                return (null, $"The body is JSON, but not an object: it is {Name(document.RootElement.ValueKind)}.");
            return (new JsonBody(bytes, Members(document.RootElement)), null);
        }
        catch (JsonException e)
        {
            return (null, e.LineNumber is { } line
                ? $"The body is not JSON from line {line + 1}, byte {e.BytePositionInLine + 1} on."
                : "The body is not JSON, or names a member twice.");
        }
        catch (InvalidOperationException)
        {
            return (null, "The name of a member holds half of a character (a lone surrogate).");
        }
    }

    /// <summary>Strings, decimals, booleans, nested members, short lists of strings, null; anything else by its kind.</summary>
    internal static Dictionary<string, object?> Members(JsonElement element) =>
        element.EnumerateObject().ToDictionary(m => m.Name, m => Value(m.Value), StringComparer.Ordinal);

    private static object? Value(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                try
                {
                    return value.GetString();
                }
                catch (InvalidOperationException)
                {
                    return BrokenText.Instance;
                }

            case JsonValueKind.Number when value.TryGetDecimal(out var number):
                return number;
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean();
            case JsonValueKind.Object:
                return Members(value);
            case JsonValueKind.Array when value.GetArrayLength() <= FieldReader.MostTexts && value.EnumerateArray().All(e => e.ValueKind is JsonValueKind.String):
                return value.EnumerateArray().Select(Value).ToList() is var texts && texts.All(t => t is string) ? texts.Cast<string>().ToList() : BrokenText.Instance;
            default:
                return value.ValueKind;
        }
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    internal static bool IsJson(string? contentType)
    {
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type))
            return false;
        var json = type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
        return json && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static int? FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return null;
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        return at;
    }
}

/// <param name="Bytes">As they came; what a repeat is recognised by.</param>
/// <param name="Members">Strings, decimals, booleans, nested members, short lists of strings, null; anything else is told by its kind.</param>
internal sealed record JsonBody(byte[] Bytes, IReadOnlyDictionary<string, object?> Members);

/// <summary>A string that is no text: half of a character without the other.</summary>
internal sealed class BrokenText
{
    public static readonly BrokenText Instance = new();
}
