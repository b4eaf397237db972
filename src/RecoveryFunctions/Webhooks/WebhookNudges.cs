using NodaTime;
using Recovery.Webhooks;

namespace RecoveryFunctions.Webhooks;

/// <summary>Calls at once, for who asked something of a subscription.</summary>
internal sealed class WebhookNudges(IWebhookCalls calls) : IWebhookNudges
{
    public Task NudgeAsync(string subscription, CancellationToken cancel) => calls.CallAsync(subscription, Duration.Zero, cancel);
}
