using NodaTime;
using Recovery.Webhooks;

namespace RecoveryFunctions.Webhooks;

/// <summary>
/// Calls for who asked something of a subscription: at once, and again when every process knows what was changed. One that logs an
/// event before that may not call for it.
/// </summary>
internal sealed class WebhookNudges(IWebhookCalls calls) : IWebhookNudges
{
    /// <summary>Long enough for an event that was logged just before to be in the log.</summary>
    private static readonly Duration s_margin = Duration.FromSeconds(2);

    public async Task NudgeAsync(string subscription, CancellationToken cancel)
    {
        await calls.CallAsync(subscription, Duration.Zero, cancel);
        await calls.CallAsync(subscription, SubscriberCalls.Remembered + s_margin, cancel);
    }
}
