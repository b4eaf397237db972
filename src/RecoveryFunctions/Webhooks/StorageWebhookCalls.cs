using Azure.Storage.Queues;
using NodaTime;
using RecoveryFunctions.Queues;

namespace RecoveryFunctions.Webhooks;

/// <summary>Calls by the queue <see cref="QueueNames.Webhooks"/>; one for later lies there unseen until then.</summary>
public sealed class StorageWebhookCalls(QueueServiceClient queues) : IWebhookCalls
{
    private readonly QueueClient _queue = queues.GetQueueClient(QueueNames.Webhooks);

    public Task CallAsync(string subscription, Duration delay, CancellationToken cancel)
    {
        // Rounded up: who comes too early finds nothing due, and calls again.
        var seconds = Math.Ceiling(Duration.Min(Duration.Max(delay, Duration.Zero), IWebhookCalls.Longest).TotalSeconds);
        return _queue.SendMessageAsync(subscription, visibilityTimeout: TimeSpan.FromSeconds(seconds), cancellationToken: cancel);
    }
}
