using System.Text.Json;
using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;

namespace Recovery.Contracts;

/// <summary>Events, subscriptions and deliveries as whoever makes them would save them.</summary>
public static class StoredWebhooks
{
    public static PublishedEvent Event(string id, string stream = "stream", string data = "{}", Instant? at = null) =>
        new() { Id = id, Type = "case.updated", At = at ?? StoredCases.Monday, Stream = stream, Data = data };

    /// <summary>What a case publishes by its event of this number.</summary>
    public static PublishEvent Publishing(CaseId id, int number)
    {
        var effect = $"{id}-{number}-webhook";
        return new(effect, id, Event(effect, id.Value, $$"""{"number":{{number}}}"""));
    }

    public static Subscription Subscription(string id, Instant? createdAt = null) => new()
    {
        Id = id,
        Url = new Uri("https://crm.example.org/hooks/äöü?key=1"),
        Name = "Our 😀 \"CRM\"",
        Types = ["case.closed", "case.resolved"],
        Envelope = EventEnvelope.CloudEvents,
        Signing = SignatureScheme.V1a,
        Keys =
        [
            new("protected-new", "whpk_bmV3", StoredCases.Monday, null),
            new("protected-old", null, StoredCases.Monday - Duration.FromDays(90), StoredCases.Monday + Duration.FromDays(1)),
        ],
        Owner = "crm@example.org",
        CreatedAt = createdAt ?? StoredCases.Monday,
        Version = 1,
    };

    public static Delivery Delivery(string subscription, string eventId, DeliveryStatus status = DeliveryStatus.Delivered, Instant? changedAt = null) => new()
    {
        Subscription = subscription,
        Event = eventId,
        Type = "case.updated",
        Stream = "stream",
        Position = 7,
        EventAt = StoredCases.Monday,
        Status = status,
        Attempts =
        [
            new(StoredCases.Monday, null, SendFault.TimedOut, Duration.FromSeconds(20), ""),
            new(StoredCases.Monday + Duration.FromSeconds(5), 200, null, Duration.FromMilliseconds(123.456), "{\"ok\": \"😀\"}"),
        ],
        NextAt = status == DeliveryStatus.Waiting ? StoredCases.Monday + Duration.FromMinutes(5) : null,
        Reason = status == DeliveryStatus.Parked ? "It answered 500." : null,
        ChangedAt = changedAt ?? StoredCases.Monday,
    };

    public static HeldEvents Held(string stream, Instant nextAt, params long[] behind) =>
        new() { Stream = stream, Position = 3, Attempts = 2, Since = StoredCases.Monday, NextAt = nextAt, Behind = [.. behind] };

    /// <summary>All that it holds, so that two of them can be compared.</summary>
    public static string Whole<T>(T stored) => JsonSerializer.Serialize(stored, CaseJson.Options);
}
