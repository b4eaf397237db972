namespace Recovery.Webhooks;

/// <summary>An event as it is posted.</summary>
public static class EventBody
{
    /// <summary>Standard Webhooks 1.0: "keep payloads small".</summary>
    public const int MostBytes = 20_000;

    /// <param name="source">Address of the site: <c>source</c> of a CloudEvent.</param>
    public static ReadOnlyMemory<byte> Write(PublishedEvent published, EventEnvelope envelope, Uri source) =>
        throw new NotSupportedException($"{published.Type} {envelope} {source}");

    public static string ContentType(EventEnvelope envelope) =>
        envelope == EventEnvelope.CloudEvents ? "application/cloudevents+json; charset=utf-8" : "application/json";
}
