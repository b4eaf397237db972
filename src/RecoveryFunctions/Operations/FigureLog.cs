using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Text;
using Recovery.Reporting;

namespace RecoveryFunctions.Operations;

/// <summary>Tells the log the figures of the days that still change, for the workbook, which cannot read tables. To be called after each rollup.</summary>
public sealed class FigureLog(IReportStore reports, ILogger<FigureLog> log)
{
    /// <summary>A line for each day around <paramref name="now"/> that has figures: today, yesterday, and what is either of them somewhere on Earth.</summary>
    public async Task WriteAsync(Instant now, CancellationToken cancel)
    {
        var today = now.InUtc().Date;
        foreach (var day in await reports.RollupsAsync(today.PlusDays(-2), today.PlusDays(1), cancel))
        {
            var figures = Summary.From([day]);
            OperatorLog.DailyFigures(
                log, LocalDatePattern.Iso.Format(day.Day), figures.Received, figures.Reopened, figures.Closed, figures.Answered, figures.Recovered,
                figures.Promises.Sum(p => p.Kept), figures.Promises.Sum(p => p.Missed), figures.AskedFirst);
        }
    }
}
