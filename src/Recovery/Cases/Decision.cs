using System.Collections.Immutable;

namespace Recovery.Cases;

/// <summary>What the decider answers: events to save, or a reason why not.</summary>
public abstract record Decision
{
    public static readonly Decision Nothing = new Accepted([]);

    public static Decision Refuse(RefusalKind kind, string reason, string? field = null) => new Refused(kind, reason, field);
}

/// <param name="Events">Empty when the command had been applied already, or there was nothing to do.</param>
public sealed record Accepted(ImmutableArray<CaseEvent> Events) : Decision;

/// <param name="Reason">A sentence for the person who asked.</param>
/// <param name="Field">The member of the request that is at fault, if one is.</param>
public sealed record Refused(RefusalKind Kind, string Reason, string? Field) : Decision;

public enum RefusalKind
{
    /// <summary>Something asked for is missing or not in the policy.</summary>
    Invalid,

    /// <summary>The case is not in a phase in which this can be done.</summary>
    NotNow,

    /// <summary>Whoever asks may not do this.</summary>
    NotAllowed,

    /// <summary>The command's key was used before for something else.</summary>
    KeyReused,
}
