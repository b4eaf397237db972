using Recovery.Cases;
using Recovery.Policy;

namespace Recovery.Web.Timelines;

/// <summary>One thing that happened, told.</summary>
public sealed record TimelineEntry
{
    public required CaseEvent Event { get; init; }

    /// <summary>The event's name in the record, such as <c>promise-kept</c>.</summary>
    public required string Type { get; init; }

    /// <summary>A sentence for staff.</summary>
    public required string Text { get; init; }

    /// <summary>The sentence that the customer reads; null for what is not for them.</summary>
    public string? CustomerText { get; init; }

    /// <summary>What somebody wrote, in their words; plain text.</summary>
    public string? Words { get; init; }

    /// <summary>Whether the customer reads the words too; what a message tells them anyway is not said twice.</summary>
    public bool WordsForCustomer { get; init; }

    /// <summary>What stood there before the words, when something was changed.</summary>
    public string? Before { get; init; }

    /// <summary>Of a message: what it says, as safe HTML.</summary>
    public string? MessageHtml { get; init; }

    public bool VisibleToCustomer => CustomerText is not null;
}

/// <summary>Tells a case's events in plain English: all of them to staff, some to the customer.</summary>
public static class Timeline
{
    public static IReadOnlyList<TimelineEntry> For(IReadOnlyList<CaseEvent> events, RecoveryPolicy policy)
    {
        var sentences = new EventSentences(new Wording(policy), events);
        return [.. events.Select(sentences.Tell)];
    }
}
