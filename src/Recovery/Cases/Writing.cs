using Recovery.Clocks;
using Recovery.Messages;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>Writes messages to the customer from the policy's templates, and gathers what templates may name.</summary>
internal static class Writing
{
    /// <summary>What a placeholder that only says whether something is so holds when it is.</summary>
    public const string Yes = "yes";

    private const int ExcerptLength = 120;

    public static void Write(this Story story, MessageKind kind, params ReadOnlySpan<(string Name, string Value)> more) =>
        story.Follows(Written(story, kind, more));

    /// <summary>As <see cref="Write"/>, in the name of the staff member whose command it is.</summary>
    public static void WriteAsStaff(this Story story, MessageKind kind, params ReadOnlySpan<(string Name, string Value)> more) =>
        story.Happens(Written(story, kind, more));

    public static Dictionary<string, string> Everywhere(Case subject, RecoveryPolicy policy) => new()
    {
        ["organisation"] = policy.Document.Organisation.Name,
        ["signature"] = policy.Document.Organisation.Signature,
        ["reference"] = subject.Reference,
        ["issue"] = policy.Category(subject.Category)?.Phrase ?? "",
        ["owner"] = subject.Owner is { } owner ? policy.Person(owner)?.Name ?? owner : "",
    };

    private static MessageWritten Written(Story story, MessageKind kind, ReadOnlySpan<(string Name, string Value)> more)
    {
        var (subject, policy) = (story.Case, story.Policy);
        var values = Everywhere(subject, policy);
        values["name"] = subject.Complaint.Name ?? "";
        values["words"] = Words.Excerpt(subject.Complaint.Description, ExcerptLength);
        values["feeling"] = subject.Feeling;
        values["nextUpdate"] = When(subject, PromiseKind.Update, policy);
        values["resolveBy"] = When(subject, PromiseKind.Resolve, policy);
        values["takenBy"] = subject.Escalation?.TakenBy is { } taker ? policy.Person(taker)?.Name ?? taker : "";
        values["calledIn"] = CalledIn(subject, policy);
        values["remedy"] = subject.Resolution?.Remedy?.Description ?? "";
        values["statusLink"] = MessageText.StatusLink;
        foreach (var (name, value) in more)
            values[name] = value;

        var rendered = policy.Templates.Render(kind, subject.Complaint.Language, values);
        return new MessageWritten(kind, rendered.Subject, rendered.Body);
    }

    public static string Moment(this Story story, NodaTime.Instant at) =>
        $"{DeadlineSentence.Moment(at, story.Policy.Zone)} ({story.Policy.Zone.Id})";

    /// <summary>
    /// A promise that is already broken is not repeated to the customer as if it stood; nor one whose time moves on while
    /// we wait for them.
    /// </summary>
    private static string When(Case subject, PromiseKind kind, RecoveryPolicy policy) =>
        subject.Phase is not WaitingForCustomer && subject.Owed(kind) is { Missed: false } promise ? $"{DeadlineSentence.Moment(promise.DueAt, policy.Zone)} ({policy.Zone.Id})" : "";

    private static string CalledIn(Case subject, RecoveryPolicy policy) =>
        subject.Escalation is { TakenBy: null } standing
            ? policy.Document.Escalation.Ladder.FirstOrDefault(l => l.Level == standing.Level)?.Name.ToLowerInvariant() ?? ""
            : "";
}
