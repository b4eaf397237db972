using Microsoft.Azure.Functions.Worker;
using NodaTime;

namespace RecoveryFunctions.Reports;

/// <summary>Keeps reports five minutes fresh.</summary>
public sealed class ReportTimer(IReportRollup rollup, IClock clock)
{
    /// <summary>Half a minute off the sweep's.</summary>
    [Function("Rollup")]
    public Task RunAsync([TimerTrigger("30 */5 * * * *")] TimerInfo timer, CancellationToken cancel) =>
        rollup.RunAsync(clock.GetCurrentInstant(), cancel);
}
