using Microsoft.AspNetCore.Http;
using NodaTime.Text;
using Recovery.Reporting;
using Recovery.Web.Http;

namespace Recovery.Web.Reports;

/// <summary>Reports for programs.</summary>
internal static class ReportApi
{
    public static async Task<IResult> SummaryAsync(HttpContext http)
    {
        var (period, faults) = ReportPeriod.Of(http);
        if (faults.Count > 0)
            return Problems.BadQuery(faults);
        var s = Summary.From(await http.Service<IReportStore>().RollupsAsync(period.From, period.To, http.RequestAborted));
        return Json.Of(new
        {
            From = LocalDatePattern.Iso.Format(period.From),
            To = LocalDatePattern.Iso.Format(period.To),
            s.Received,
            s.Closed,
            ClosedBy = Named(s.ClosedBy),
            s.Answered,
            s.Recovered,
            s.RecoveryRate,
            s.RecoveryRateFloor,
            RecoveryTime = new { MedianSeconds = Seconds(s.RecoveryTimeMedian), P90Seconds = Seconds(s.RecoveryTimeP90) },
            Promises = s.Promises.ToDictionary(p => Wire.Word(p.Kind), p => new { p.Kept, p.Missed, p.KeptRate }),
            s.AskedFirst,
            EscalationsByLevel = Named(s.Escalations),
            s.Reopened,
            Causes = Named(s.Causes),
            Outcomes = Named(s.Outcomes),
            Remedies = Named(s.Remedies),
            s.Satisfaction,
            s.Recommend,
            s.WouldReturn,
        });
    }

    public static Task<IResult> OutcomesAsync(HttpContext http)
    {
        var (period, faults) = ReportPeriod.Of(http);
        return Task.FromResult(faults.Count > 0 ? Problems.BadQuery(faults) : new OutcomesCsv(period));
    }

    private static Dictionary<string, long> Named(IEnumerable<Count> counts) => counts.ToDictionary(c => c.Name, c => c.Times, StringComparer.Ordinal);

    private static long? Seconds(NodaTime.Duration? time) => time is { } known ? (long)Math.Round(known.TotalSeconds) : null;
}
