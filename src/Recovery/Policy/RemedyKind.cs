namespace Recovery.Policy;

public sealed record RemedyKind
{
    /// <summary>Lower-case letters, digits and hyphens; reports count by it.</summary>
    public required string Kind { get; init; }

    /// <summary>Shown to staff.</summary>
    public required string Name { get; init; }

    /// <summary>Absent for a remedy that is no money.</summary>
    public MoneyRule? Money { get; init; }

    /// <summary>Role that must approve it whatever the amount.</summary>
    public string? ApprovedBy { get; init; }
}

public sealed record MoneyRule
{
    /// <summary>ISO 4217 codes in which it may be given.</summary>
    public required IReadOnlyList<string> Currencies { get; init; }

    /// <summary>The most that may be given, in any of the currencies.</summary>
    public required decimal Maximum { get; init; }

    /// <summary>An amount above this needs approval.</summary>
    public decimal? ApprovalAbove { get; init; }

    /// <summary>Role that approves amounts above <see cref="ApprovalAbove"/>.</summary>
    public string? ApproverRole { get; init; }

    /// <summary>Whoever proposed it may not approve it (four eyes).</summary>
    public bool SomeoneElse { get; init; }
}

public sealed record RootCause
{
    /// <summary>Unique in the whole tree.</summary>
    public required string Id { get; init; }

    /// <summary>Shown to staff.</summary>
    public required string Name { get; init; }

    /// <summary>More particular causes.</summary>
    public IReadOnlyList<RootCause> Children { get; init; } = [];
}
