using NodaTime;

namespace Recovery.Webhooks;

/// <summary>Something that downstream apps may hear of: thin, and without personal data.</summary>
public sealed record PublishedEvent
{
    /// <summary>The id of the effect that published it, which is its <c>webhook-id</c> on every try; holds no full stop.</summary>
    public required string Id { get; init; }

    /// <summary>A name of the catalogue, such as <c>case.resolved</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it happened.</summary>
    public required Instant At { get; init; }

    /// <summary>What it is about: the id of its case, or its own id where it is about none. Events of one stream are delivered in order.</summary>
    public required string Stream { get; init; }

    /// <summary>The member <c>data</c> of the body: a JSON object, compact, of the shape that the catalogue has for the type.</summary>
    public required string Data { get; init; }
}

/// <param name="Position">1 for the first event of the log; later ones have greater numbers, perhaps with gaps. An event with a smaller one is never added later.</param>
/// <param name="LoggedAt">When it came into the log, which after a crash may be long after it happened.</param>
public sealed record LoggedEvent(long Position, PublishedEvent Event, Instant LoggedAt);
