namespace Recovery.Local.Storage;

/// <summary>Told by the stores of what whoever sends webhooks must look at soon. It must not block.</summary>
public interface IWebhookSignal
{
    /// <summary>Events came into the log.</summary>
    void Published();

    /// <summary>A subscription was added, changed or removed.</summary>
    void SubscriptionsChanged();
}
