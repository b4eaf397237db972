using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NodaTime;
using RecoveryFunctions.Operations;
using RecoveryFunctions.Queues;

namespace RecoveryFunctions.Cases;

/// <summary>What happens by the clock beside the cases' own orchestrations. Schedules are NCRONTAB (with seconds), in UTC.</summary>
public sealed class CaseTimers(IUnwokenCases unwoken, ICaseNudges nudges, FinishedInstances finished, IClock clock, ILogger<CaseTimers> log)
{
    /// <summary>In one sweep; the next is a minute away, and takes the rest.</summary>
    public const int Most = 500;

    private const int AtOnce = 8;

    /// <summary>Not yet lost, but on its way: a nudge takes seconds, and a cold start may be added.</summary>
    private static readonly Duration s_patience = Duration.FromMinutes(2);

    /// <summary>Nudges cases that a lost event, a crash or an ended orchestration left lying.</summary>
    [Function(nameof(Sweep))]
    public async Task Sweep([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancel)
    {
        var now = clock.GetCurrentInstant();
        var found = await unwoken.FindAsync(now - s_patience, Most, cancel);
        int nudged = 0, failed = 0;
        await Parallel.ForEachAsync(found, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (lying, stop) =>
        {
            try
            {
                if (!await unwoken.RepairAsync(lying.Id, stop))
                    return;
                await nudges.NudgeAsync(lying.Id, stop);
                Interlocked.Increment(ref nudged);
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                // One that cannot be helped now must not keep the others from it.
                Interlocked.Increment(ref failed);
            }
        });
        if (nudged > 0)
            OperatorLog.CasesOverdue(log, nudged, (long)(now - found.Min(f => f.Since)).TotalMinutes);
        if (failed > 0)
            throw new InvalidOperationException($"{failed} of {found.Count} unwoken cases could not be nudged; the next sweep tries them again.");
    }

    /// <summary>At night, so that it meets little else.</summary>
    [Function(nameof(Purge))]
    public Task Purge([TimerTrigger("0 20 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        finished.PurgeAsync(client, cancel);
}
