using System.Collections.Immutable;
using NodaTime;

namespace Recovery.Cases;

/// <summary>What the organisation owes a customer by a time.</summary>
public enum PromiseKind
{
    Acknowledge,
    Update,
    Resolve,

    /// <summary>Set by law; never pauses.</summary>
    Statutory,
}

/// <summary>One promise with one deadline. A new deadline for the same thing is a new promise with the next number.</summary>
public sealed record Promise
{
    public required PromiseKind Kind { get; init; }

    /// <summary>1 for the first of its kind on this case.</summary>
    public required int Number { get; init; }

    public required Instant MadeAt { get; init; }

    public required Instant DueAt { get; init; }

    /// <summary>Path of the policy rule, such as <c>promises.update.within</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>The sentence that tells why it is due then.</summary>
    public required string Explanation { get; init; }

    /// <summary>A promise counted in business time is credited in business time after a pause; one in calendar time, in elapsed time.</summary>
    public required bool InBusinessTime { get; init; }

    public bool Reminded { get; init; }

    /// <summary>Its time passed; it stays owed until it is met or replaced.</summary>
    public bool Missed { get; init; }

    /// <summary>Escalation levels that this deadline has reached.</summary>
    public ImmutableArray<int> Levels { get; init; } = [];

    /// <summary>When somebody took the escalation that this deadline caused.</summary>
    public Instant? TakenAt { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public bool PausesWithService => Kind != PromiseKind.Statutory;
}
