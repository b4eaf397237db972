using System.Globalization;
using NodaTime;

namespace Recovery.Clocks;

/// <summary>The English of a <see cref="PolicyDuration"/>: the units as written, so that 90 minutes stay 90 minutes.</summary>
internal static class DurationWording
{
    public static string Of(PolicyDuration duration)
    {
        if (duration.Form == DurationForm.BusinessDayClose)
            return $"close of the {Ordinal(duration.Days)} business day {(duration.IsNegative ? "before" : "following")}";

        var length = duration.Form switch
        {
            DurationForm.BusinessDays => Count(duration.Days, "business day"),
            DurationForm.BusinessHours => Count(Seconds(duration.Time) / 3600, "business hour"),
            DurationForm.BusinessMinutes => Count(Seconds(duration.Time) / 60, "business minute"),
            _ => OfPeriod(duration.Period),
        };
        return duration.IsNegative ? length + " before" : length;
    }

    private static string OfPeriod(Period period)
    {
        var seconds = period.Seconds + (period.Nanoseconds / 1_000_000_000m);
        var parts = new[]
        {
            (period.Years, "year"), (period.Months, "month"), (period.Weeks, "week"), (period.Days, "day"),
            (period.Hours, "hour"), (period.Minutes, "minute"), (seconds, "second"),
        }.Where(part => part.Item1 != 0).Select(part => Count(part.Item1, part.Item2)).ToArray();
        return parts.Length == 0 ? "0 seconds" : string.Join(' ', parts);
    }

    private static decimal Seconds(Duration duration) => duration.ToInt64Nanoseconds() / 1_000_000_000m;

    private static string Count(decimal n, string unit)
    {
        var number = n.ToString("0.#########", CultureInfo.InvariantCulture);
        return n == 1 ? $"{number} {unit}" : $"{number} {unit}s";
    }

    private static string Ordinal(int n) => (n % 100, n % 10) switch
    {
        (11 or 12 or 13, _) => $"{n}th",
        (_, 1) => $"{n}st",
        (_, 2) => $"{n}nd",
        (_, 3) => $"{n}rd",
        _ => $"{n}th",
    };
}
