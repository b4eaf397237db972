using NodaTime;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Webhooks;

/// <summary>Calls that nobody follows.</summary>
internal sealed class RecordedCalls : IWebhookCalls
{
    public List<(string Subscription, Duration Delay)> All { get; } = [];

    public bool Fails { get; set; }

    public Task CallAsync(string subscription, Duration delay, CancellationToken cancel)
    {
        if (Fails)
            throw new IOException("No queue.");
        lock (All)
            All.Add((subscription, delay));
        return Task.CompletedTask;
    }
}
