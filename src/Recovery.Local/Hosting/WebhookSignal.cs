using Recovery.Local.Storage;
using Recovery.Webhooks;

namespace Recovery.Local.Hosting;

/// <summary>Wakes the webhook loop. Raising it costs the case writer next to nothing, however many subscriptions there are.</summary>
public sealed class WebhookSignal : IWebhookSignal, IWebhookNudges
{
    private int _isChanged = 1;

    public WakeSignal Wake { get; } = new();

    public void Published() => Wake.Raise();

    public void SubscriptionsChanged()
    {
        Interlocked.Exchange(ref _isChanged, 1);
        Wake.Raise();
    }

    public Task NudgeAsync(string subscription, CancellationToken cancel)
    {
        Wake.Raise();
        return Task.CompletedTask;
    }

    /// <returns>Whether subscriptions have changed since this was last asked.</returns>
    public bool TakeChanged() => Interlocked.Exchange(ref _isChanged, 0) == 1;
}
