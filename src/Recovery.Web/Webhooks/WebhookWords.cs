using Recovery.Intake;
using Recovery.Web.Timelines;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>How it goes with a subscription and its deliveries, as staff read it.</summary>
internal static class WebhookWords
{
    public static string Of(SubscriptionStatus status, Wording wording, NodaTime.Instant now) => status.Condition switch
    {
        SubscriptionCondition.Paused => "Paused",
        SubscriptionCondition.Disabled => "Disabled by the receiver",
        SubscriptionCondition.NotAnswering => status.Progress.Health.OpenUntil is { } until && until > now
            ? $"Not answering, next try {wording.Time(until)}"
            : "Not answering, next try now",
        SubscriptionCondition.Behind => $"Behind since {wording.Time(status.BehindSince!.Value)}",
        _ => "Delivering",
    };

    /// <summary>Class of the badge.</summary>
    public static string Badge(SubscriptionCondition condition) => condition switch
    {
        SubscriptionCondition.Delivering => "badge-status",
        SubscriptionCondition.Behind or SubscriptionCondition.Paused => "badge-note",
        _ => "badge-alarm",
    };

    public static string Behind(SubscriptionStatus status) => status.Behind switch
    {
        0 => "Up to date",
        1 => "1 event not looked at yet",
        var many => $"{Number(many)} events not looked at yet",
    };

    public static string Counted(int count) => count >= SubscriptionStatus.MostCounted ? $"{Number(SubscriptionStatus.MostCounted)} or more" : Number(count);

    public static string Types(Subscription subscription) => subscription.Types.IsEmpty ? "every event" : string.Join(", ", subscription.Types);

    public static string Status(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Waiting => "Waiting",
        DeliveryStatus.Delivered => "Delivered",
        _ => "Parked",
    };

    public static string Badge(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Waiting => "badge-note",
        DeliveryStatus.Delivered => "badge-status",
        _ => "badge-alarm",
    };

    /// <summary>What came of one try.</summary>
    public static string Answer(DeliveryAttempt attempt) => attempt switch
    {
        { Fault: { } fault } => Wording.Capital(WebhookViews.InWords(fault)),
        { Status: { } status } => $"Answered {status}",
        _ => "No answer",
    };

    private static string Number(long number) => PlainText.Number((int)Math.Min(number, int.MaxValue));
}
