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

    /// <summary>No window is begun after it. Half of what <c>host.json</c> allows a function; the other half is for the last window.</summary>
    public static readonly Duration Longest = Duration.FromMinutes(5);

    /// <summary>Windows of a day: where most of what finishes was made.</summary>
    private const int Narrow = 30;

    /// <summary>Days of each older window.</summary>
    private const int Width = 10;

    private const int Windows = Narrow + ((Days - Narrow) / Width);

    /// <summary>
    /// Windows that the beginning moves on by each night. Should the work be cut off, tomorrow's begins where it ended: as long
    /// as a window takes no more than half a minute, all have been worked through within eight nights.
    /// </summary>
    private const int Stride = 10;

    /// <summary>One that has just ended may be about to be started anew; and operators may want to see it.</summary>
    private static readonly Duration s_rest = Duration.FromDays(1);

    /// <summary>Not those that failed: they stay until the case's next nudge finds them and tells operators.</summary>
    private static readonly OrchestrationRuntimeStatus[] s_finished = [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>Window by window, since one purge over everything is one call that may outlast the function and is lost whole.</summary>
    public async Task PurgeAsync(DurableTaskClient client, CancellationToken cancel)
    {
        var start = clock.GetCurrentInstant();
        var today = (int)(start - NodaConstants.UnixEpoch).TotalDays;
        var purged = 0;
        for (var i = 0; i < Windows; i++)
        {
            if (clock.GetCurrentInstant() - start > Longest)
            {
                CutOff(log, purged, i, Windows);
                return;
            }

            var window = (i + (today * Stride)) % Windows;
            var (from, to) = (start - s_rest - Newest(window + 1), start - s_rest - Newest(window));
            var filter = new PurgeInstancesFilter(from.ToDateTimeOffset(), to.ToDateTimeOffset(), s_finished);
            purged += (await client.PurgeAllInstancesAsync(filter, cancel)).PurgedInstanceCount;
        }

        Purged(log, purged);
    }

    /// <returns>How long ago the window ends, from when on instances are purged at all.</returns>
    private static Duration Newest(int window) => Duration.FromDays(Math.Min(window, Narrow) + (Math.Max(window - Narrow, 0) * Width));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} finished orchestrations were purged.")]
    private static partial void Purged(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} finished orchestrations were purged, from {Done} of {All} spans of time; the others are left for the next nights.")]
    private static partial void CutOff(ILogger log, int count, int done, int all);
}
