namespace Recovery.Webhooks;

/// <summary>Why a delivery waits or was given up, in words for staff and integrators.</summary>
public static class DeliveryReasons
{
    public const string Behind = "It waits for an earlier event of the same case.";
    public const string Soon = "It is about to be sent.";
    public const string Gone = "The receiver answered 410; it is sent once the webhook is resumed.";
    public const string NotSigned = "The webhook's secret cannot be read here; rotate it. No try was counted.";
    public const string Forgotten = "It was not delivered as long as the event was kept.";
    public const string NoLife = "The receiver gave no sign of life for as long as an event is tried.";
    public const string Test = "A test is sent once.";

    public static string Tried { get; } = $"{DeliverySchedule.Most} tries failed.";
}
