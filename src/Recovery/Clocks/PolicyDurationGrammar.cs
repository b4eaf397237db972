using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Recovery.Clocks;

/// <summary>
/// Reads a <see cref="PolicyDuration"/>. NodaTime's own ISO patterns are not used: the normalising one turns PT36H into
/// a day and twelve hours, which is another length over a clock change, and the round-trip one reads PT5s as milliseconds.
/// </summary>
internal static partial class PolicyDurationGrammar
{
    private const string Forms =
        "Write PT30M, P14D, P2M or P1DT12H for calendar time, 4bh or 30bm for business hours or minutes, "
        + "2bd for business days, 3bd@close for the close of a business day; put - in front to count back.";

    private const decimal DaysInTenYears = 3653;
    private const decimal NanosecondsPerSecond = 1_000_000_000m;

    public static bool TryRead(string? text, out PolicyDuration value, [NotNullWhen(false)] out string? fault)
    {
        value = default;
        if (string.IsNullOrEmpty(text))
        {
            fault = "A duration is missing. " + Forms;
            return false;
        }

        fault = Business().Match(text) is { Success: true } business ? ReadBusiness(business, text, out value)
            : Iso().Match(text) is { Success: true } iso ? ReadIso(iso, text, out value)
            : $"{Quote(text)} is not a duration. {Forms}";
        return fault is null;
    }

    private static string? ReadBusiness(Match match, string text, out PolicyDuration value)
    {
        value = default;
        var unit = match.Groups["unit"].Value;
        var atClose = match.Groups["close"].Success;
        var inDays = string.Equals(unit, "bd", StringComparison.Ordinal);
        if (atClose && !inDays)
            return $"{Quote(text)} is not a duration: only business days have @close. {Forms}";
        if (inDays && match.Groups["n"].Value.Contains('.', StringComparison.Ordinal))
            return $"{Quote(text)} is not a duration: business days are whole; write hours, such as 12bh, for a part of a day.";
        if (!TryReadNumber(match.Groups["n"], out var n) || n > LargestOf(unit))
            return TooLong(text);
        if (atClose && n == 0)
            return $"{Quote(text)} is not a duration: @close names a business day following the start, so it begins at 1bd@close.";

        var seconds = unit switch { "bh" => n * 3600, "bm" => n * 60, _ => 0 };
        value = inDays
            ? PolicyDuration.OfBusinessDays(text, (int)n, atClose)
            : PolicyDuration.OfBusinessTime(text, Duration.FromNanoseconds((long)decimal.Round(seconds * NanosecondsPerSecond)));
        return null;
    }

    private static decimal LargestOf(string unit) => unit switch
    {
        "bh" => DaysInTenYears * 24,
        "bm" => DaysInTenYears * 24 * 60,
        _ => DaysInTenYears,
    };

    private static string? ReadIso(Match match, string text, out PolicyDuration value)
    {
        value = default;
        if (!TryReadNumber(match.Groups["Y"], out var years) || !TryReadNumber(match.Groups["M"], out var months)
            || !TryReadNumber(match.Groups["W"], out var weeks) || !TryReadNumber(match.Groups["D"], out var days)
            || !TryReadNumber(match.Groups["h"], out var hours) || !TryReadNumber(match.Groups["m"], out var minutes)
            || !TryReadNumber(match.Groups["s"], out var seconds))
            return TooLong(text);

        var length = (years * 365.25m) + (months * 30.4375m) + (weeks * 7) + days
            + (hours / 24) + (minutes / (24 * 60)) + (seconds / (24 * 60 * 60));
        if (length > DaysInTenYears)
            return TooLong(text);

        var wholeSeconds = decimal.Truncate(seconds);
        value = PolicyDuration.OfCalendar(text, new PeriodBuilder
        {
            Years = (int)years,
            Months = (int)months,
            Weeks = (int)weeks,
            Days = (int)days,
            Hours = (long)hours,
            Minutes = (long)minutes,
            Seconds = (long)wholeSeconds,
            Nanoseconds = (long)decimal.Round((seconds - wholeSeconds) * NanosecondsPerSecond),
        }.Build());
        return null;
    }

    /// <summary>False for a number that no duration could hold; an absent part is zero. Bounded so that products fit a decimal.</summary>
    private static bool TryReadNumber(Group group, out decimal number)
    {
        number = 0;
        return !group.Success
            || (decimal.TryParse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
                && number <= 1_000_000_000_000m);
    }

    private static string TooLong(string text) => $"{Quote(text)} is too long: a duration is at most ten years.";

    private static string Quote(string text) => text.Length <= 40 ? $"\"{text}\"" : $"\"{text[..40]}...\"";

    [GeneratedRegex(@"\A-?(?<n>[0-9]+(\.[0-9]+)?)(?<unit>bh|bm|bd)(?<close>@close)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Business();

    [GeneratedRegex(
        @"\A-?P(?=[0-9T])((?<Y>[0-9]+)Y)?((?<M>[0-9]+)M)?((?<W>[0-9]+)W)?((?<D>[0-9]+)D)?"
        + @"(T(?=[0-9])((?<h>[0-9]+)H)?((?<m>[0-9]+)M)?((?<s>[0-9]+(\.[0-9]+)?)S)?)?\z",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Iso();
}
