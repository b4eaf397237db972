using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace RecoveryFunctions.Cases;

/// <summary>
/// Takes finished orchestrations out of the durable tables. They hold nothing that the case does not, and each query of
/// instances passes over them.
/// </summary>
/// <param name="clock">Also measures how long the work takes.</param>
public sealed partial class FinishedInstances(IClock clock, ILogger<FinishedInstances> log)
{
    /// <summary>
    /// Days of creation that are looked at. An instance is found by when it was made, and one that finishes today may have
    /// been made when its case was opened; cases that were open for longer than this leave a few rows behind.
    /// </summary>
    public const int Days = 400;

    /// <summary>
    /// Windows that the beginning moves on by each day. Should the work be cut off, tomorrow's begins elsewhere, and within
    /// eight days every window has been first or near it.
    /// </summary>
    private const int Stride = 50;

    /// <summary>One that has just ended may be about to be started anew; and operators may want to see it.</summary>
    private static readonly Duration s_rest = Duration.FromDays(1);

    private static readonly Duration s_window = Duration.FromDays(1);

    /// <summary>Half of what <c>host.json</c> allows a function.</summary>
    private static readonly Duration s_longest = Duration.FromMinutes(5);

    /// <summary>Not those that failed: they stay until the case's next nudge finds them and tells operators.</summary>
    private static readonly OrchestrationRuntimeStatus[] s_finished = [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>Window by window, since one purge over everything is one call that may outlast the function and is lost whole.</summary>
    public async Task PurgeAsync(DurableTaskClient client, CancellationToken cancel)
    {
        var start = clock.GetCurrentInstant();
        var today = (int)(start - NodaConstants.UnixEpoch).TotalDays;
        var purged = 0;
        for (var i = 0; i < Days; i++)
        {
            if (clock.GetCurrentInstant() - start > s_longest)
            {
                CutOff(log, purged, i, Days);
                return;
            }

            var to = start - s_rest - s_window * ((i + (today * Stride)) % Days);
            var filter = new PurgeInstancesFilter((to - s_window).ToDateTimeOffset(), to.ToDateTimeOffset(), s_finished);
            purged += (await client.PurgeAllInstancesAsync(filter, cancel)).PurgedInstanceCount;
        }

        Purged(log, purged);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} finished orchestrations were purged.")]
    private static partial void Purged(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} finished orchestrations were purged, from {Windows} of {All} days; the others are left for the next nights.")]
    private static partial void CutOff(ILogger log, int count, int windows, int all);
}
