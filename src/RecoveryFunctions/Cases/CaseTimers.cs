using System.Numerics;
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
    /// <summary>Nudges in one sweep.</summary>
    public const int Most = 500;

    /// <summary>Cases read in one sweep: many more, so that those which nudges do not help hide no others.</summary>
    private const int Seen = 10_000;

    private const int AtOnce = 8;

    /// <summary>Not yet lost, but on its way: a nudge takes seconds, and a cold start may be added.</summary>
    private static readonly Duration s_patience = Duration.FromMinutes(2);

    private static readonly Duration s_often = Duration.FromMinutes(1);

    /// <summary>From here on nudges have not helped, and operators are told in each sweep.</summary>
    private static readonly Duration s_stuck = Duration.FromHours(1);

    /// <summary>
    /// Nudges cases that a lost event, a crash or an ended orchestration left lying: after 2, 4, 8 ... minutes, in the end each
    /// hour, since each nudge costs a turn and a case may be such that none helps.
    /// </summary>
    [Function(nameof(Sweep))]
    public async Task Sweep([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancel)
    {
        var now = clock.GetCurrentInstant();
        var before = Before(timer, now);
        var found = await unwoken.FindAsync(now - s_patience, Seen, cancel);
        var due = found.Where(lying => Nudges(now - lying.Since) > Nudges(before - lying.Since)).Take(Most).ToList();
        int nudged = 0, failed = 0;
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (lying, stop) =>
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
        var stuck = found.Except(due).Count(lying => now - lying.Since >= s_stuck);
        if (nudged + stuck > 0)
            OperatorLog.CasesOverdue(log, nudged + stuck, (long)(now - found.Min(f => f.Since)).TotalMinutes);
        if (failed > 0)
            throw new InvalidOperationException($"{failed} of {due.Count} unwoken cases could not be nudged; the next sweep tries them again.");
    }

    /// <summary>At night, so that it meets little else.</summary>
    [Function(nameof(Purge))]
    public Task Purge([TimerTrigger("0 20 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        finished.PurgeAsync(client, cancel);

    /// <returns>
    /// A minute before the sweep before this one: what crossed a time then is nudged again, should that sweep have failed. A
    /// sweep that comes late skips nobody.
    /// </returns>
    private static Instant Before(TimerInfo timer, Instant now)
    {
        var usual = now - s_often;
        // In the host's time; the year 1 when it knows of none.
        var last = timer.ScheduleStatus is { } status ? Instant.FromDateTimeUtc(status.Last.ToUniversalTime()) : usual;
        return Instant.Min(last, usual) - s_often;
    }

    /// <returns>How often a case that has been lying for so long should have been nudged.</returns>
    private static long Nudges(Duration lying) => (long)lying.TotalMinutes switch
    {
        < 2 => 0,
        < 64 and var minutes => BitOperations.Log2((uint)minutes),
        var minutes => 6 + ((minutes - 64) / 60),
    };
}
