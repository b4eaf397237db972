using Recovery.Complaints;

namespace Recovery.Policy;

public sealed record TriageRules
{
    /// <summary>Id of the category when no rule holds.</summary>
    public required string DefaultCategory { get; init; }

    /// <summary>Id of the severity when no rule raises it.</summary>
    public required string DefaultSeverity { get; init; }

    /// <summary>The first that holds names the category.</summary>
    public IReadOnlyList<CategoryRule> Categories { get; init; } = [];

    /// <summary>All that hold count; the most severe result stands.</summary>
    public IReadOnlyList<SeverityRule> Severities { get; init; } = [];

    /// <summary>Signs that a customer may be vulnerable, looked for before severity is judged.</summary>
    public IReadOnlyList<SignRule> Signs { get; init; } = [];

    /// <summary>What the acknowledgement says about how it feels; the first that holds is used.</summary>
    public IReadOnlyList<FeelingRule> Feelings { get; init; } = [];

    /// <summary>Said about how it feels when no feeling rule holds.</summary>
    public required string DefaultFeeling { get; init; }

    /// <summary>Words by which a customer asks for news.</summary>
    public IReadOnlyList<string> Asking { get; init; } = [];

    /// <summary>The same rules in the words of further languages, by the first part of a language tag ("de"). The rules above are in the policy's language.</summary>
    public IReadOnlyDictionary<string, LanguageWords> Languages { get; init; } = new Dictionary<string, LanguageWords>(StringComparer.Ordinal);
}

/// <summary>Conditions that must all hold. A keyword matches whole words, case and accents aside; <c>*</c> at the end of a word matches any ending, <c>...</c> up to four words between two.</summary>
public sealed record Condition
{
    /// <summary>At least one of these stands in the description or the impact.</summary>
    public IReadOnlyList<string> AnyOf { get; init; } = [];

    /// <summary>All of these stand in the description or the impact.</summary>
    public IReadOnlyList<string> AllOf { get; init; } = [];

    /// <summary>At least one of these stands in what the customer says of the impact, or in the description when they say none.</summary>
    public IReadOnlyList<string> Impact { get; init; } = [];

    /// <summary>The complaint came by one of these.</summary>
    public IReadOnlyList<Channel> Channels { get; init; } = [];

    /// <summary>The customer has one of these tiers, capitals aside.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>At least one of these signs was found.</summary>
    public IReadOnlyList<string> Signs { get; init; } = [];

    /// <summary>The complaint was put in one of these categories.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];
}

public sealed record CategoryRule
{
    /// <summary>Id of the category.</summary>
    public required string Category { get; init; }

    /// <summary>What must hold.</summary>
    public required Condition When { get; init; }

    /// <summary>Shown to staff beside the category.</summary>
    public required string Reason { get; init; }
}

public sealed record SeverityRule
{
    /// <summary>The least severity that a complaint under this rule has.</summary>
    public required string AtLeast { get; init; }

    /// <summary>What must hold.</summary>
    public required Condition When { get; init; }

    /// <summary>Shown to staff beside the severity.</summary>
    public required string Reason { get; init; }
}

public sealed record SignRule
{
    /// <summary>Lower-case letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>Shown to staff: "mentions illness".</summary>
    public required string Name { get; init; }

    /// <summary>One of these words or phrases is enough.</summary>
    public required IReadOnlyList<string> AnyOf { get; init; }

    /// <summary>Phrases inside which such a word does not count: "on deaf ears".</summary>
    public IReadOnlyList<string> Unless { get; init; } = [];
}

public sealed record FeelingRule
{
    /// <summary>The emotion's id, such as unheard; absent for one that only chooses the sentence.</summary>
    public string? Id { get; init; }

    /// <summary>Shown to staff: "feels unheard".</summary>
    public string? Name { get; init; }

    /// <summary>One of these words or phrases is enough.</summary>
    public required IReadOnlyList<string> AnyOf { get; init; }

    /// <summary>Phrases inside which such a word does not count: "no rush".</summary>
    public IReadOnlyList<string> Unless { get; init; } = [];

    /// <summary>One or two sentences in the organisation's voice.</summary>
    public required string Say { get; init; }
}

/// <summary>The words of one more language.</summary>
public sealed record LanguageWords
{
    /// <summary>Frequent small words that tell the language where the complaint does not name it: three different ones, or two in a text of at most twelve words.</summary>
    public required IReadOnlyList<string> RecognisedBy { get; init; }

    /// <summary>By the id of a sign above.</summary>
    public IReadOnlyDictionary<string, SignWords> Signs { get; init; } = new Dictionary<string, SignWords>(StringComparer.Ordinal);

    /// <summary>By the id of a feeling above.</summary>
    public IReadOnlyDictionary<string, FeelingWords> Feelings { get; init; } = new Dictionary<string, FeelingWords>(StringComparer.Ordinal);

    /// <summary>Asked before the rules above; the first that holds names the category.</summary>
    public IReadOnlyList<CategoryRule> Categories { get; init; } = [];

    /// <summary>Asked beside the rules above.</summary>
    public IReadOnlyList<SeverityRule> Severities { get; init; } = [];

    /// <summary>Words by which a customer asks for news.</summary>
    public IReadOnlyList<string> Asking { get; init; } = [];
}

public sealed record SignWords
{
    /// <summary>One of these words or phrases is enough.</summary>
    public required IReadOnlyList<string> AnyOf { get; init; }

    /// <summary>Phrases inside which such a word does not count.</summary>
    public IReadOnlyList<string> Unless { get; init; } = [];
}

public sealed record FeelingWords
{
    /// <summary>One of these words or phrases is enough.</summary>
    public required IReadOnlyList<string> AnyOf { get; init; }

    /// <summary>Phrases inside which such a word does not count.</summary>
    public IReadOnlyList<string> Unless { get; init; } = [];

    /// <summary>What is said in this language, where the policy has messages in it.</summary>
    public string? Say { get; init; }
}
