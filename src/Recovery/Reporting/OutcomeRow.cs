using NodaTime;
using Recovery.Cases;

namespace Recovery.Reporting;

/// <summary>What is kept of a closed case for reports. No personal data and nothing that a customer wrote.</summary>
public sealed record OutcomeRow
{
    public required CaseId Case { get; init; }

    public required LocalDate ClosedOn { get; init; }

    public required Instant OpenedAt { get; init; }

    public Instant? ResolvedAt { get; init; }

    public required Instant ClosedAt { get; init; }

    public required string PolicyId { get; init; }

    public required string Channel { get; init; }

    public required string Category { get; init; }

    public required string Severity { get; init; }

    public string? Outcome { get; init; }

    public string? RootCause { get; init; }

    public string? RemedyKind { get; init; }

    public decimal? RemedyAmount { get; init; }

    public string? RemedyCurrency { get; init; }

    public required CloseManner Manner { get; init; }

    /// <summary>The customer answered the follow-up.</summary>
    public required bool Answered { get; init; }

    public bool? Solved { get; init; }

    public int? Satisfaction { get; init; }

    public bool? WouldReturn { get; init; }

    public int? Recommend { get; init; }

    /// <summary>Answered, solved, and satisfied by the policy's measure.</summary>
    public required bool Recovered { get; init; }

    /// <summary>From receipt to the resolution that stood, elapsed time; absent for a case closed without one.</summary>
    public Duration? RecoveryTime { get; init; }

    public required int Reopenings { get; init; }

    public required int AskedFirst { get; init; }

    public required int HighestLevel { get; init; }

    public required int PromisesKept { get; init; }

    public required int PromisesMissed { get; init; }
}
