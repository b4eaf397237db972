namespace Recovery.Webhooks;

/// <summary>Has somebody look at a subscription soon. One that is lost only delays: a sweep finds what waits.</summary>
public interface IWebhookNudges
{
    Task NudgeAsync(string subscription, CancellationToken cancel);
}
