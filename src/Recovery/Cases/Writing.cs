using Recovery.Clocks;
using Recovery.Messages;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>Writes messages to the customer from the policy's templates, and gathers what templates may name.</summary>
internal static class Writing
{
    /// <summary>What a placeholder that only says whether something is so holds when it is.</summary>
    public const string Yes = "yes";

    public const int ExcerptLength = 120;

    private const int UnderstoodLength = 400;

    /// <summary>What the product writes by itself, where a program may; else the task to do it falls to staff.</summary>
    public static void Write(this Story story, MessageKind kind, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var written = Written(story, kind, more);
        if (Withholding.Because(story.Case) is { } reason)
            story.Follows(new MessageWithheld(kind, reason, written.Subject, written.Body));
        else
            story.Follows(written);
    }

    /// <summary>
    /// The word that we have it. Who has no address reads it on the status page, which they are looking at; mail must leave
    /// before it counts.
    /// </summary>
    public static void Acknowledge(this Story story, MessageKind kind, params ReadOnlySpan<(string Name, string Value)> more)
    {
        story.Write(kind, more);
        if (!story.Case.IsAcknowledged && !story.Case.Complaint.CanBeEmailed && Withholding.Because(story.Case) is null)
            story.KnowsBy("status page");
    }

    /// <summary>What staff write, in the name of the staff member whose command it is.</summary>
    public static void WriteAsStaff(this Story story, MessageKind kind, params ReadOnlySpan<(string Name, string Value)> more)
    {
        story.Happens(Written(story, kind, more));
        if (story.Case is { IsOpen: true, IsAcknowledged: false, Complaint.CanBeEmailed: false })
            story.KnowsBy("staff");
    }

    public static void KnowsBy(this Story story, string way)
    {
        story.Follows(new Acknowledged(way));
        story.Meet(PromiseKind.Acknowledge);
    }

    /// <summary>What may be said in public: nothing of the case or the person.</summary>
    public static Dictionary<string, string> InPublic(Case subject, RecoveryPolicy policy) => new()
    {
        ["organisation"] = policy.Document.Organisation.Name,
        ["signature"] = policy.Document.Organisation.Signature,
        ["issue"] = policy.Category(subject.Category)?.Phrase ?? "",
        ["feeling"] = subject.Feeling,
    };

    public static Dictionary<string, string> Everywhere(Case subject, RecoveryPolicy policy) => new()
    {
        ["organisation"] = policy.Document.Organisation.Name,
        ["signature"] = policy.Document.Organisation.Signature,
        ["reference"] = subject.Reference,
        ["issue"] = policy.Category(subject.Category)?.Phrase ?? "",
        ["owner"] = subject.Owner is { } owner ? policy.Person(owner)?.Name ?? owner : "",
    };

    /// <summary>From the policy's template; nothing has happened yet.</summary>
    public static MessageWritten Written(Story story, MessageKind kind, ReadOnlySpan<(string Name, string Value)> more)
    {
        var (subject, policy) = (story.Case, story.Policy);
        var values = Everywhere(subject, policy);
        values["name"] = subject.Complaint.Name ?? "";
        var words = subject.Understood ?? subject.Complaint.Description;
        values["words"] = Words.Excerpt(words, ExcerptLength);
        values["understood"] = subject.Complaint.Call is null ? "" : Words.Excerpt(words, UnderstoodLength);
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
