using Recovery.Clocks;

namespace Recovery.Policy;

public sealed record AutomaticMailRules
{
    /// <summary>How many automatic messages about one customer's cases leave in a day, those to staff included; 0 for no limit. What staff write is not counted.</summary>
    public int PerCustomerAndDay { get; init; } = 20;
}

public sealed record DuplicateRules
{
    /// <summary>How long after a customer's complaint another of theirs may be the same one.</summary>
    public PolicyDuration Within { get; init; } = PolicyDuration.Parse("P14D");

    /// <summary>How alike their words must be, from 0 (not at all) to 1 (the same).</summary>
    public decimal Similarity { get; init; } = 0.5m;

    /// <summary>How many earlier cases are named to staff at most; 0 to look for none.</summary>
    public int Most { get; init; } = 5;
}

public sealed record CallRules
{
    /// <summary>How sure it must be what was said; below either, somebody listens to the call before anything is promised.</summary>
    public ListenBelow ListenBelow { get; init; } = new();
}

public sealed record ListenBelow
{
    /// <summary>How sure it must be which speaker is the customer, from 0 to 1.</summary>
    public decimal Customer { get; init; } = 0.6m;

    /// <summary>How sure the recogniser must be of the words, from 0 to 1. A transcript that does not say is taken as it is.</summary>
    public decimal Words { get; init; } = 0.5m;
}

public sealed record IncidentRules
{
    /// <summary>How long after a known failure a complaint of a customer whom it hit joins the case that it opened.</summary>
    public PolicyDuration JoinWithin { get; init; } = PolicyDuration.Parse("P60D");
}

/// <summary>What a customer's message does on a case that is closed for good.</summary>
public enum LateReplyRule
{
    /// <summary>It opens a case that goes on from the old one.</summary>
    Link,

    /// <summary>It is recorded on the old case, and staff are told.</summary>
    Record,
}
