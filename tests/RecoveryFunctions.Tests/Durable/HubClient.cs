using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace RecoveryFunctions.Tests.Durable;

/// <summary>
/// A client of the hub with the published semantics: an instance that exists in a status that the caller did not name is
/// silently made anew, running or not (durable-extension#3043, #3316).
/// </summary>
internal sealed class HubClient(DurableHub hub, VirtualClock clock) : DurableTaskClient("hub")
{
    /// <summary>After an instance was looked up and before the caller knows.</summary>
    public Action<string>? LookedUp { get; set; }

    public List<PurgeInstancesFilter> Purges { get; } = [];

    /// <summary>Each purge takes that long.</summary>
    public NodaTime.Duration PurgeTakes { get; set; }

    public bool IsDown { get; set; }

    /// <summary>Of one instance.</summary>
    public bool PurgeFails { get; set; }

    public int Recreated { get; private set; }

    public StartOrchestrationOptions? LastStart { get; private set; }

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        Reach();
        LastStart = options;
        var id = options!.InstanceId!;
        if (hub.Instances.TryGetValue(id, out var existing))
        {
            if (options.DedupeStatuses?.Contains(existing.Status.ToString()) == true)
                throw new OrchestrationAlreadyExistsException($"An orchestration with the instance id {id} already exists.");
            Recreated++;
        }

        hub.Start(id, JsonDataConverter.Default.Serialize(input), options.Version?.Version ?? "");
        return Task.FromResult(id);
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        Reach();
        hub.Raise(instanceId, eventName, JsonDataConverter.Default.Serialize(eventPayload));
        return Task.CompletedTask;
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        Reach();
        var found = hub.Instances.TryGetValue(instanceId, out var instance)
            ? new OrchestrationMetadata("CaseOrchestrator", instanceId) { RuntimeStatus = instance.Status, CreatedAt = instance.Created.ToDateTimeOffset() }
            : null;
        LookedUp?.Invoke(instanceId);
        return Task.FromResult(found);
    }

    /// <summary>Refuses what has not finished, as newer runtimes do (durable-extension#3311, durabletask-dotnet#611).</summary>
    public override Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        Reach();
        if (PurgeFails)
            throw new IOException("It could not be purged.");
        if (hub.Instances.TryGetValue(instanceId, out var instance) && !instance.IsOver)
            throw new InvalidOperationException($"The instance {instanceId} is in no final status and cannot be purged.");
        return Task.FromResult(new PurgeResult(hub.Instances.Remove(instanceId) ? 1 : 0));
    }

    public override Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        Reach();
        Purges.Add(filter);
        clock.Now += PurgeTakes;
        var gone = hub.Instances.Values.Where(i =>
            i.Created.ToDateTimeOffset() >= filter.CreatedFrom && i.Created.ToDateTimeOffset() < filter.CreatedTo && filter.Statuses!.Contains(i.Status)).ToList();
        gone.ForEach(i => hub.Instances.Remove(i.Id));
        return Task.FromResult(new PurgeResult(gone.Count));
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Reach()
    {
        if (IsDown)
            throw new IOException("The runtime cannot be reached.");
    }
}
