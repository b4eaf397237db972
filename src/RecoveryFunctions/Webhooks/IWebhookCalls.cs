using NodaTime;

namespace RecoveryFunctions.Webhooks;

/// <summary>Asks for somebody to look at a subscription. A call may be lost or come twice: it says nothing but "look".</summary>
public interface IWebhookCalls
{
    /// <summary>A day less than a message is kept by default.</summary>
    static Duration Longest => Duration.FromDays(6);

    /// <param name="delay">From now, at most <see cref="Longest"/>; zero or less for at once.</param>
    Task CallAsync(string subscription, Duration delay, CancellationToken cancel);
}
