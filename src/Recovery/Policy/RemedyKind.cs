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

    /// <summary>The resolution itself gives it, as an apology: nobody need deliver it and record that the customer has it.</summary>
    public bool GivenAtOnce { get; init; }
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

/// <summary>A cause rises when the days of the window have both as many cases as <see cref="AtLeast"/> and <see cref="Factor"/> times as many as usual.</summary>
public sealed record RisingCauseRules
{
    /// <summary>How many days are looked at together, yesterday the last.</summary>
    public int WindowDays { get; init; } = 7;

    /// <summary>How many days before them tell what is usual.</summary>
    public int ComparedDays { get; init; } = 28;

    /// <summary>How many cases must have been closed with the cause; fewer are chance.</summary>
    public int AtLeast { get; init; } = 5;

    /// <summary>How many times what is usual they must be.</summary>
    public decimal Factor { get; init; } = 2;

    /// <summary>How long a cause that was told of is not told of again while it stays above what is usual.</summary>
    public int QuietDays { get; init; } = 28;
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
