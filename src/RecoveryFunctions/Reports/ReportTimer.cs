using Microsoft.Azure.Functions.Worker;
using NodaTime;
using RecoveryFunctions.Operations;

namespace RecoveryFunctions.Reports;

/// <summary>Keeps reports five minutes fresh.</summary>
public sealed class ReportTimer(IReportRollup rollup, FigureLog figures, IClock clock)
{
    /// <summary>Half a minute off the sweep's.</summary>
    [Function("Rollup")]
    public async Task RunAsync([TimerTrigger("30 */5 * * * *")] TimerInfo timer, CancellationToken cancel)
    {
        var now = clock.GetCurrentInstant();
        await rollup.RunAsync(now, cancel);
        await figures.WriteAsync(now, cancel);
    }
}
