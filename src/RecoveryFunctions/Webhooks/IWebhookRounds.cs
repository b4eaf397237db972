namespace RecoveryFunctions.Webhooks;

/// <summary>What the queue and the timers ask for.</summary>
public interface IWebhookRounds
{
    /// <summary>Delivers what is due to a subscription, and sees to it that somebody looks again when more is.</summary>
    Task RunAsync(string subscription, CancellationToken cancel);

    /// <summary>Calls for the subscriptions that nobody is at and that should have been looked at.</summary>
    Task SweepAsync(CancellationToken cancel);

    /// <summary>Forgets events and deliveries that are older than they are kept, as far as it gets.</summary>
    Task PurgeAsync(CancellationToken cancel);
}
