using Azure.Storage.Queues;
using Recovery.Cases;

namespace RecoveryFunctions.Queues;

/// <summary>Nudges by the queue <see cref="QueueNames.Nudges"/>: it outlives the process, and a failing handler is tried again.</summary>
public sealed class StorageCaseNudges(QueueServiceClient queues) : ICaseNudges
{
    private readonly QueueClient _queue = queues.GetQueueClient(QueueNames.Nudges);

    public Task NudgeAsync(CaseId id, CancellationToken cancel) => _queue.SendMessageAsync(id.Value, cancel);
}
