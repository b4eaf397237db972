using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>Reads the members of a request and gathers every fault, so that all are told at once.</summary>
/// <param name="given">Strings, decimals, booleans, nested members; null counts as absent.</param>
/// <param name="within">Path of the object that these are members of, with its dot.</param>
internal sealed class FieldReader(IReadOnlyDictionary<string, object?> given, List<FieldFault> faults, string within = "")
{
    public FieldReader(IReadOnlyDictionary<string, string> form, List<FieldFault> faults)
        : this(form.Where(f => f.Value.Length > 0).ToDictionary(f => f.Key, f => (object?)f.Value, StringComparer.Ordinal), faults)
    {
    }

    /// <summary>As many strings as a list may have.</summary>
    public const int MostTexts = 100;

    public IReadOnlyList<FieldFault> Faults => faults;

    public void Fault(string field, string reason) => faults.Add(new FieldFault(within + field, reason));

    public bool Has(string field) => given.GetValueOrDefault(field) is not null;

    public string? Text(string field, int limit, bool required = false) => Text(field, limit, required, lines: false);

    public string? Lines(string field, int limit, bool required = false) => Text(field, limit, required, lines: true);

    /// <summary>A list of strings; null when it is absent.</summary>
    public IReadOnlyList<string>? Texts(string field)
    {
        switch (given.GetValueOrDefault(field))
        {
            case null:
                return null;
            case IReadOnlyList<string> texts:
                return texts;
            default:
                Fault(field, $"must be an array of at most {MostTexts} strings");
                return null;
        }
    }

    public bool? Flag(string field)
    {
        switch (given.GetValueOrDefault(field))
        {
            case null:
                return null;
            case bool flag:
                return flag;
            case "true" or "on" or "yes":
                return true;
            case "false" or "off" or "no":
                return false;
            default:
                Fault(field, "must be true or false");
                return null;
        }
    }

    public int? Whole(string field, int least, int most)
    {
        if (given.GetValueOrDefault(field) is not { } value)
            return null;
        if (Decimal(value) is { } number && number == decimal.Truncate(number) && number >= least && number <= most)
            return (int)number;
        Fault(field, $"must be a whole number from {least} to {most}");
        return null;
    }

    public decimal? Number(string field, decimal least, decimal most)
    {
        if (given.GetValueOrDefault(field) is not { } value)
            return null;
        if (Decimal(value) is { } number && number >= least && number <= most)
            return number;
        Fault(field, $"must be a number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}");
        return null;
    }

    public decimal? Amount(string field)
    {
        if (given.GetValueOrDefault(field) is not { } value)
            return null;
        if (Decimal(value) is not { } number)
            Fault(field, "must be an amount such as 12.50");
        else if (number <= 0 || number > 1_000_000_000)
            Fault(field, "must be more than 0 and at most 1,000,000,000");
        else if (decimal.Round(number, 4) != number)
            Fault(field, "may have four decimals");
        else
            return number;
        return null;
    }

    /// <summary>RFC 3339 with its offset, such as <c>2026-11-24T14:00:00Z</c>.</summary>
    public Instant? Time(string field, bool required = false)
    {
        if (!Has(field))
        {
            if (required)
                Fault(field, "is missing");
            return null;
        }

        if (given[field] is string text && OffsetDateTimePattern.Rfc3339.Parse(text.Trim().ToUpperInvariant()) is { Success: true } parsed)
            return parsed.Value.ToInstant();
        Fault(field, "must be a time with its offset, such as 2026-11-24T14:00:00Z (RFC 3339)");
        return null;
    }

    public TChoice? Choice<TChoice>(string field, IReadOnlyDictionary<string, TChoice> choices)
        where TChoice : struct
    {
        if (!Has(field))
            return null;
        if (given[field] is string text && choices.TryGetValue(text.Trim().ToLowerInvariant(), out var choice))
            return choice;
        Fault(field, $"must be one of {string.Join(", ", choices.Keys)}");
        return null;
    }

    public FieldReader? Nested(string field)
    {
        switch (given.GetValueOrDefault(field))
        {
            case null:
                return null;
            case IReadOnlyDictionary<string, object?> members:
                return new FieldReader(members, faults, $"{within}{field}.");
            default:
                Fault(field, "must be an object");
                return null;
        }
    }

    /// <summary>Refuses each member that is not among these, with the one that was perhaps meant.</summary>
    public void Only(IReadOnlyCollection<string> allowed)
    {
        foreach (var name in given.Keys.Where(k => !allowed.Contains(k, StringComparer.Ordinal)))
        {
            var shown = name.Length <= 60 ? name : name[..60] + "…";
            var meant = Spelling.Nearest(name, allowed);
            Fault(shown, allowed.Count == 0 ? "is not known here; nothing is expected"
                : meant is null ? $"is not known here; known are {string.Join(", ", allowed)}"
                : $"is not known here; did you mean {meant}?");
        }
    }

    private static decimal? Decimal(object value) => value switch
    {
        decimal number => number,
        string text when decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private string? Text(string field, int limit, bool required, bool lines)
    {
        switch (given.GetValueOrDefault(field))
        {
            case null:
                if (required)
                    Fault(field, "is missing");
                return null;
            case BrokenText:
                Fault(field, "holds half of a character (a lone surrogate)");
                return null;
            case string raw:
                var (text, fault) = PlainText.Clean(raw, limit, lines);
                if (fault is not null)
                    Fault(field, fault);
                else if (text.Length == 0 && required)
                    Fault(field, $"is empty; it must have 1 to {PlainText.Number(limit)} characters");
                else if (text.Length > 0)
                    return text;
                return null;
            default:
                Fault(field, "must be a string");
                return null;
        }
    }
}
