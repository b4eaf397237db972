using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using NodaTime;
using NodaTime.Text;

namespace Recovery.Intake.Calls;

/// <summary>A value in a transcript and where it stands, so that what is wrong with it can be named.</summary>
internal sealed class JsonPlace
{
    private readonly JsonElement _element;
    private readonly JsonPlace? _within;
    private readonly string _name;
    private readonly int _index;

    private JsonPlace(JsonElement element, JsonPlace? within, string name, int index = -1)
    {
        _element = element;
        _within = within;
        _name = name;
        _index = index;
    }

    public bool IsObject => _element.ValueKind is JsonValueKind.Object;

    public bool IsText => _element.ValueKind is JsonValueKind.String;

    public bool IsList => _element.ValueKind is JsonValueKind.Array;

    /// <summary>Reads a whole document.</summary>
    /// <exception cref="UnreadableTranscriptException">It is no JSON, or the reading finds fault with it.</exception>
    public static ReadCall Read(ReadOnlyMemory<byte> body, Func<JsonPlace, ReadCall> read)
    {
        if (body.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            body = body[3..];
        if (!Utf8.IsValid(body.Span))
            throw new UnreadableTranscriptException("$", "is not written in UTF-8");
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = CallLimits.Depth });
            return read(new JsonPlace(document.RootElement, null, "$"));
        }
        catch (JsonException e)
        {
            throw new UnreadableTranscriptException("$", e.LineNumber is { } line
                ? string.Create(CultureInfo.InvariantCulture, $"is no JSON that can be read: line {line + 1}, byte {e.BytePositionInLine + 1}")
                : "is no JSON that can be read");
        }
        catch (InvalidOperationException)
        {
            // JSON may escape what is no text (half a character); only reading it tells.
            throw new UnreadableTranscriptException("$", "has half a character in it (a \\u escape without its other half)");
        }
    }

    /// <summary>A member that may be absent or null. Members that nobody asks for are passed over.</summary>
    public JsonPlace? Find(string name)
    {
        if (!IsObject)
            throw Fault("must be an object");
        return _element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? new JsonPlace(value, this, name) : null;
    }

    /// <summary>The first of these that is there: the same thing has other names in other versions.</summary>
    public JsonPlace? FindAny(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is { } found)
                return found;
        }

        return null;
    }

    public JsonPlace Member(string name) => Find(name) ?? throw new UnreadableTranscriptException($"{Path}.{name}", "is missing");

    /// <param name="most">A longer list is refused.</param>
    public IEnumerable<JsonPlace> Items(int most = CallLimits.Lines)
    {
        if (!IsList)
            throw Fault("must be a list");
        if (_element.GetArrayLength() > most)
            throw Fault(string.Create(CultureInfo.InvariantCulture, $"has {_element.GetArrayLength():N0} entries; {most:N0} are read"));
        var index = 0;
        foreach (var item in _element.EnumerateArray())
            yield return new JsonPlace(item, this, "", index++);
    }

    public string Text()
    {
        if (_element.ValueKind is not JsonValueKind.String)
            throw Fault("must be a string");
        try
        {
            return _element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fault("has half a character in it (a \\u escape without its other half)");
        }
    }

    /// <summary>A label or a number, as text.</summary>
    public string Label() => _element.ValueKind is JsonValueKind.Number ? Number().ToString(CultureInfo.InvariantCulture) : Text().Trim();

    /// <summary>Written as a number or, as some services do, as a string.</summary>
    public double Number()
    {
        double number;
        if (_element.ValueKind is JsonValueKind.Number)
        {
            if (!_element.TryGetDouble(out number))
                throw Fault("must be a number");
        }
        else if (_element.ValueKind is not JsonValueKind.String
            || !double.TryParse(Text(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number))
        {
            throw Fault("must be a number");
        }

        return double.IsFinite(number) ? number : throw Fault("must be a finite number");
    }

    public long Whole()
    {
        if (_element.ValueKind is JsonValueKind.Number && _element.TryGetInt64(out var whole))
            return whole;
        if (_element.ValueKind is JsonValueKind.String && long.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole))
            return whole;
        throw Fault("must be a whole number");
    }

    /// <summary>From 0 to 1.</summary>
    public double Confidence()
    {
        var number = Number();
        return number is >= 0 and <= 1 ? number : throw Fault("must be from 0 to 1");
    }

    public Duration Seconds() => Within(Number(), 1);

    public Duration Milliseconds() => Within(Number(), 1_000);

    /// <summary>Ticks of 100 nanoseconds.</summary>
    public Duration Ticks() => Within(Number(), 10_000_000);

    /// <summary>ISO 8601, such as <c>PT1M4.5S</c>.</summary>
    public Duration IsoDuration()
    {
        if (PeriodPattern.NormalizingIso.Parse(Text()).TryGetValue(Period.Zero, out var period) && period is { Years: 0, Months: 0 })
        {
            try
            {
                return Within(period.ToDuration().TotalSeconds, 1);
            }
            catch (OverflowException)
            {
                throw Fault("is longer than any call");
            }
        }

        throw Fault("must be a duration such as PT1M4.5S (ISO 8601)");
    }

    /// <summary>As .NET writes it, <c>00:01:04.5</c>, or ISO 8601.</summary>
    public Duration TimeSpan() =>
        System.TimeSpan.TryParseExact(Text(), "c", CultureInfo.InvariantCulture, out var span) ? Within(span.TotalSeconds, 1) : IsoDuration();

    public UnreadableTranscriptException Fault(string reason) => new(Path, reason);

    private Duration Within(double number, double perSecond)
    {
        if (number < 0)
            throw Fault("must not be before the call begins");
        var seconds = number / perSecond;
        return seconds <= CallLimits.Longest.TotalSeconds ? Duration.FromMilliseconds(Math.Round(seconds * 1000)) : throw Fault("is longer than any call");
    }

    private string Path => _within is null ? _name : _index < 0 ? $"{_within.Path}.{_name}" : string.Create(CultureInfo.InvariantCulture, $"{_within.Path}[{_index}]");
}
