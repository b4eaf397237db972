using NodaTime;
using NodaTime.Text;

namespace RecoveryFunctions.Reports;

/// <summary>Days as keys: their order is that of the calendar.</summary>
internal static class DayKey
{
    public static string Of(LocalDate day) => LocalDatePattern.Iso.Format(day);

    public static LocalDate Read(string key) => LocalDatePattern.Iso.Parse(key).Value;

    /// <summary>Partition of the day's rollup.</summary>
    public static string Year(LocalDate day) => $"{day.Year:0000}";
}
