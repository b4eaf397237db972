using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Recovery.Cases;
using RecoveryFunctions.Operations;

namespace RecoveryFunctions.Cases;

/// <summary>Sees to it that a case's orchestration looks at the case: starts it, starts it anew, or tells it.</summary>
public sealed class CaseStarter(ILogger<CaseStarter> log)
{
    public async Task NudgeAsync(DurableTaskClient client, CaseId id, CancellationToken cancel)
    {
        switch (await client.GetInstanceAsync(id.Value, cancel))
        {
            case null:
                await StartAsync(client, id, cancel);
                break;
            case { IsCompleted: true } ended:
                if (ended.RuntimeStatus is not OrchestrationRuntimeStatus.Completed)
                    OperatorLog.OrchestrationFailed(log, id, ended.RuntimeStatus.ToString());
                // Starting over it would be refused like any other (see below), and its old history is of no use.
                await client.PurgeInstanceAsync(id.Value, cancel);
                await StartAsync(client, id, cancel);
                break;
            default:
                // Not without a payload: what is carried over ContinueAsNew has one.
                await client.RaiseEventAsync(id.Value, CaseOrchestrator.Nudge, true, cancel);
                break;
        }
    }

    /// <summary>
    /// Only over nothing: without all the statuses an instance of this id, even a running one, may silently be made anew
    /// (durable-extension#3043, #3316). Who is refused has lost against another start, whose first turn sees all that this one
    /// would have seen.
    /// </summary>
    private static async Task StartAsync(DurableTaskClient client, CaseId id, CancellationToken cancel)
    {
        var options = new StartOrchestrationOptions(id.Value) { Version = new TaskVersion(CaseOrchestrator.Version) }
            .WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(CaseOrchestrator), id.Value, options, cancel);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // Which exception says "exists" differs between versions; that it exists now does not.
            if (await client.GetInstanceAsync(id.Value, cancel) is null)
                throw;
        }
    }
}
