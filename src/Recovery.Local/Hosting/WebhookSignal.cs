using Recovery.Local.Storage;

namespace Recovery.Local.Hosting;

public sealed class WebhookSignal : IWebhookSignal
{
    public void Published() { }

    public void SubscriptionsChanged() { }
}
