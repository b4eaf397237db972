using Recovery.Cases;
using Recovery.Clocks;

namespace Recovery.Policy;

public sealed record PromiseRules
{
    /// <summary>The customer knows that we have their complaint.</summary>
    public required TimedRule Acknowledge { get; init; }

    /// <summary>The customer hears from us; counted anew from each message of ours.</summary>
    public required UpdateRule Update { get; init; }

    /// <summary>The customer has our answer.</summary>
    public required TimedRule Resolve { get; init; }

    /// <summary>A clock set by law or an ombudsman; it never pauses.</summary>
    public StatutoryRule? Statutory { get; init; }
}

public record TimedRule
{
    /// <summary>How long we have.</summary>
    public required PolicyDuration Within { get; init; }

    /// <summary>Severity id to another length.</summary>
    public IReadOnlyDictionary<string, PolicyDuration> BySeverity { get; init; } = new Dictionary<string, PolicyDuration>();

    /// <summary>How long before it is due the owner is reminded; where the promise itself is no longer than that, half-way.</summary>
    public PolicyDuration? RemindBefore { get; init; }

    /// <summary>The length for a severity, and the last part of the path of the rule that gave it.</summary>
    public (PolicyDuration Length, string Rule) For(string severity) =>
        BySeverity.TryGetValue(severity, out var own) ? (own, $"bySeverity.{severity}") : (Within, "within");
}

public sealed record UpdateRule : TimedRule
{
    /// <summary>A customer who had to ask hears from us at the latest after this.</summary>
    public required PolicyDuration AfterAsking { get; init; }
}

public sealed record StatutoryRule
{
    /// <summary>How long we have, from receipt.</summary>
    public required PolicyDuration Within { get; init; }

    /// <summary>What is due: "final response".</summary>
    public required string Name { get; init; }

    /// <summary>The law or rule that sets it, named to staff.</summary>
    public required string Source { get; init; }

    /// <summary>How long before it is due the owner is reminded.</summary>
    public PolicyDuration? RemindBefore { get; init; }
}

public sealed record EscalationRules
{
    /// <summary>Lowest level first.</summary>
    public required IReadOnlyList<EscalationLevel> Ladder { get; init; }
}

public sealed record EscalationLevel
{
    /// <summary>1, 2, 3 ... in order.</summary>
    public required int Level { get; init; }

    /// <summary>Shown to staff.</summary>
    public required string Name { get; init; }

    /// <summary>Everybody with this role is alerted.</summary>
    public required string Role { get; init; }

    /// <summary>When this level is reached, from the deadline: <c>-4bh</c> before it, <c>1bd</c> after it, <c>PT0S</c> at it.</summary>
    public required IReadOnlyDictionary<PromiseKind, PolicyDuration> At { get; init; }
}

public sealed record PauseRules
{
    /// <summary>A pause ends by itself after this when staff name no other time; no pause may be longer.</summary>
    public required PolicyDuration Longest { get; init; }
}

public sealed record FollowUpRules
{
    /// <summary>How long after the resolution the customer is asked.</summary>
    public required PolicyDuration After { get; init; }

    /// <summary>How long after being asked silence closes the case.</summary>
    public required PolicyDuration Window { get; init; }

    /// <summary>Satisfaction (1 to 5) from which a customer counts as recovered.</summary>
    public required int SatisfiedFrom { get; init; }

    /// <summary>How long after closing a customer's "not solved", or a message, reopens the case.</summary>
    public required PolicyDuration ReopenWithin { get; init; }

    /// <summary>What a customer's message does after that: link opens a case that goes on from the old one, record only records it and tells staff.</summary>
    public LateReplyRule AfterReopenWindow { get; init; } = LateReplyRule.Link;
}
