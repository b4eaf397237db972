using Azure.Storage.Queues;
using NodaTime;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Tests.Durable;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Whole;

/// <summary>The real queue, but a message for much later is put there when the clock of the test has come to it.</summary>
internal sealed class CallsInVirtualTime(QueueServiceClient queues, VirtualClock clock) : IWebhookCalls
{
    private readonly StorageWebhookCalls _real = new(queues);
    private readonly List<(Instant Due, string Subscription)> _later = [];

    /// <summary>What was asked for later, by delay.</summary>
    public List<Duration> Delays { get; } = [];

    public Task CallAsync(string subscription, Duration delay, CancellationToken cancel)
    {
        if (delay <= Duration.FromSeconds(1))
            return _real.CallAsync(subscription, delay, cancel);
        lock (_later)
        {
            Delays.Add(delay);
            _later.Add((clock.Now + delay, subscription));
        }

        return Task.CompletedTask;
    }

    /// <summary>As if the service had lost them.</summary>
    public void Lose()
    {
        lock (_later)
            _later.Clear();
    }

    public async Task SendDueAsync()
    {
        List<string> due;
        lock (_later)
        {
            due = [.. _later.Where(l => l.Due <= clock.Now).Select(l => l.Subscription)];
            _later.RemoveAll(l => l.Due <= clock.Now);
        }

        foreach (var subscription in due)
            await _real.CallAsync(subscription, Duration.Zero, default);
    }

    /// <summary>Messages that are not seen yet are counted too.</summary>
    public async Task<bool> AreUnderWayAsync() => (await queues.GetQueueClient(QueueNames.Webhooks).GetPropertiesAsync()).Value.ApproximateMessagesCount > 0;
}
