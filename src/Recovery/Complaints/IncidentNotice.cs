using NodaTime;

namespace Recovery.Complaints;

/// <summary>A known failure, as a customer whom it hit is told of it.</summary>
public sealed record IncidentNotice
{
    public required string Id { get; init; }

    /// <summary>What happened, one line without a full stop, to follow a colon.</summary>
    public required string Title { get; init; }

    public required Instant HappenedAt { get; init; }

    /// <summary>The honest message, in the organisation's own words: what went wrong, what it means for them, what is done about it.</summary>
    public required string Message { get; init; }

    /// <summary>Id of the policy's category that it is about; null when the words decide.</summary>
    public string? Category { get; init; }
}
