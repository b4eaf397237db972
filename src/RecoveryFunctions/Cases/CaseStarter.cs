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
                if (await PurgeAsync(client, id, cancel))
                    await StartAsync(client, id, cancel);
                else
                    await TellAsync(client, id, cancel);
                break;
            default:
                await TellAsync(client, id, cancel);
                break;
        }
    }

    /// <returns>False when the instance was started anew by somebody else meanwhile.</returns>
    private static async Task<bool> PurgeAsync(DurableTaskClient client, CaseId id, CancellationToken cancel)
    {
        try
        {
            await client.PurgeInstanceAsync(id.Value, cancel);
            return true;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // Newer runtimes refuse to purge what has not finished (durable-extension#3311, durabletask-dotnet#611).
            var now = await client.GetInstanceAsync(id.Value, cancel);
            if (now is { IsCompleted: true })
                throw;
            return now is null;
        }
    }

    /// <summary>Not without a payload: what is carried over ContinueAsNew has one.</summary>
    private static Task TellAsync(DurableTaskClient client, CaseId id, CancellationToken cancel) =>
        client.RaiseEventAsync(id.Value, CaseOrchestrator.Nudge, true, cancel);

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
