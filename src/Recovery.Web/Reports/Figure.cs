using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Recovery.Web.Reports;

/// <summary>Figures as people read them; a dash for what is not known.</summary>
internal static class Figure
{
    private static readonly LocalDatePattern s_day = LocalDatePattern.CreateWithInvariantCulture("d MMM uuuu");

    public static string Day(LocalDate day) => s_day.Format(day);

    public static string Percent(double? share) => share is { } known ? $"{Math.Round(known * 100, MidpointRounding.AwayFromZero)} %" : "–";

    public static string Mean(double? mean) => mean?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–";

    public static string Time(Duration? time) => time switch
    {
        null => "–",
        { } t when t < Duration.FromMinutes(2) => $"{Math.Round(t.TotalSeconds)} seconds",
        { } t when t < Duration.FromHours(2) => $"{Math.Round(t.TotalMinutes)} minutes",
        { } t when t < Duration.FromDays(2) => $"{Math.Round(t.TotalHours)} hours",
        { } t => $"{t.TotalDays.ToString("0.#", CultureInfo.InvariantCulture)} days",
    };
}
