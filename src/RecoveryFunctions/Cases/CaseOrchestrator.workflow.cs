using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using NodaTime.Text;
using Recovery.Cases;
using RecoveryFunctions.Operations;

namespace RecoveryFunctions.Cases;

/// <summary>
/// The durable driver of one case; its instance id is the case's id. A round is one activity, then the wait for a nudge or
/// for the time that the case named. This code is replayed: it reads no clock, does no I/O and decides nothing about cases.
/// </summary>
public static class CaseOrchestrator
{
    /// <summary>The event that says "look"; what it carries means nothing.</summary>
    public const string Nudge = "nudge";

    /// <summary>Of this code. Another version must still replay the histories of this one, or wait until no instance has one.</summary>
    public const string Version = "1.0";

    /// <summary>In one generation; each is some rows of history.</summary>
    private const int MostFailures = 10;

    private static readonly TimeSpan s_soonest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);

    [Function(nameof(CaseOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        if (!CaseId.TryParse(context.GetInput<string>(), out var id))
            return;

        // One wait at a time, begun before the activity so that no nudge falls between them, held until it is answered or the
        // generation ends, and never cancelled: a cancelled one swallows the next event (durabletask-dotnet#508, #801).
        var nudge = context.WaitForExternalEvent<object?>(Nudge);
        var (failed, next) = await TurnAsync(context, id);
        for (var failures = 1; failed; failures++)
        {
            // In place, since only the id is carried over: the waits grow up to an hour, then all begins anew.
            next = context.CurrentUtcDateTime + After(failures);
            if (failures == MostFailures)
                break;
            await WaitAsync(context, nudge, next.Value);
            if (nudge.IsCompleted)
                nudge = context.WaitForExternalEvent<object?>(Nudge);
            (failed, next) = await TurnAsync(context, id);
        }

        if (next is null && !nudge.IsCompleted)
            return;
        if (next is { } at)
            await WaitAsync(context, nudge, at);

        // Events may be lost here (durabletask-dotnet#387); the sweeper finds the case that they were for.
        context.ContinueAsNew(id.Value, preserveUnprocessedEvents: true);
    }

    /// <summary>1, 2, 4 ... minutes. What keeps a case from its turn may last, and each try costs.</summary>
    private static TimeSpan After(int failures)
    {
        var wait = TimeSpan.FromMinutes(1 << (failures - 1));
        return wait < s_longestWait ? wait : s_longestWait;
    }

    private static async Task WaitAsync(TaskOrchestrationContext context, Task nudge, DateTime until)
    {
        if (nudge.IsCompleted)
            return;
        using var loser = new CancellationTokenSource();
        await Task.WhenAny(nudge, context.CreateTimer(until, loser.Token));
        // A timer that still runs would keep the instance alive behind the nudge (durabletask-dotnet#713). Not CancelAsync,
        // which goes through the thread pool: replayed code stays on its thread.
#pragma warning disable CA1849, MA0042
        loser.Cancel();
#pragma warning restore CA1849, MA0042
    }

    /// <returns>When to look again; null when the case wants nothing more.</returns>
    private static async Task<(bool Failed, DateTime? Next)> TurnAsync(TaskOrchestrationContext context, CaseId id)
    {
        try
        {
            if (await context.CallActivityAsync<string?>(nameof(CaseActivities.Turn), id.Value) is not { } next)
                return (false, null);
            var at = InstantPattern.ExtendedIso.Parse(next).Value.ToDateTimeUtc();
            var soonest = context.CurrentUtcDateTime + s_soonest;
            return (false, at < soonest ? soonest : at);
        }
        catch (TaskFailedException failure)
        {
            // Whatever it was, storage being down most likely, it must not end the driver of a case that is still owed something.
            OperatorLog.TurnFailed(context.CreateReplaySafeLogger(nameof(CaseOrchestrator)), id, failure.FailureDetails.ErrorType);
            return (true, null);
        }
    }
}
