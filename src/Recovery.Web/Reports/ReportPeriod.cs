using Microsoft.AspNetCore.Http;
using NodaTime;
using NodaTime.Text;
using Recovery.Cases;
using Recovery.Web.Http;

namespace Recovery.Web.Reports;

/// <summary>The days of a report, both included.</summary>
internal sealed record ReportPeriod(LocalDate From, LocalDate To)
{
    public const int LongestDays = 3 * 366;
    public const int DefaultDays = 90;

    public static ReportPeriod Last(int days, HttpContext http)
    {
        var today = http.Service<IClock>().GetCurrentInstant().InZone(http.Service<IPolicyLibrary>().Current.Zone).Date;
        return new ReportPeriod(today.PlusDays(1 - days), today);
    }

    /// <summary>From the address; the last 90 days where it says nothing.</summary>
    public static (ReportPeriod Period, IReadOnlyList<FieldFault> Faults) Of(HttpContext http)
    {
        var faults = new List<FieldFault>();
        var fallback = Last(DefaultDays, http);
        var to = Day("to") ?? fallback.To;
        var from = Day("from") ?? to.PlusDays(1 - DefaultDays);
        if (faults.Count == 0 && from > to)
            faults.Add(new FieldFault("from", "lies after to"));
        else if (faults.Count == 0 && Period.DaysBetween(from, to) >= LongestDays)
            faults.Add(new FieldFault("from", $"a report covers {LongestDays} days at most"));
        return faults.Count == 0 ? (new ReportPeriod(from, to), faults) : (fallback, faults);

        LocalDate? Day(string name)
        {
            var text = http.Request.Query[name].ToString().Trim();
            if (text.Length == 0)
                return null;
            if (LocalDatePattern.Iso.Parse(text) is { Success: true } parsed && parsed.Value.Year is >= 1970 and <= 2999)
                return parsed.Value;
            faults.Add(new FieldFault(name, "must be a day such as 2026-11-24"));
            return null;
        }
    }
}
