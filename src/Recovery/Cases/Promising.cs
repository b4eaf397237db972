using NodaTime;
using Recovery.Clocks;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>Makes, meets and moves promises; every deadline gets the sentence that explains it here.</summary>
internal static class Promising
{
    public static void Promise(this Story story, PromiseKind kind, PolicyDuration length, string rule, string after)
    {
        var due = story.Calendar.Add(story.Now, length);
        story.PromiseAt(kind, due, rule, Words(length, after), length.IsBusinessTime);
    }

    public static void PromiseAt(this Story story, PromiseKind kind, Instant due, string rule, string words, bool inBusinessTime)
    {
        var number = story.Case.Tally.GetValueOrDefault(kind, new PromiseTally(0, 0, 0)).Made + 1;
        var sentence = DeadlineSentence.Explain(Subject(kind, story.Policy), due, story.Policy.Zone, words, rule);
        story.Follows(new PromiseMade(kind, number, due, rule, sentence, inBusinessTime));
    }

    public static void PromiseUpdate(this Story story, string after)
    {
        var (length, rule) = story.Rules.Promises.Update.For(story.Case.Severity);
        story.Promise(PromiseKind.Update, length, $"promises.update.{rule}", after);
    }

    public static void PromiseResolution(this Story story, string after)
    {
        var (length, rule) = story.Rules.Promises.Resolve.For(story.Case.Severity);
        story.Promise(PromiseKind.Resolve, length, $"promises.resolve.{rule}", after);
    }

    /// <summary>News and an answer, unless they are owed already; and what the law sets.</summary>
    public static void PromiseAnswer(this Story story, string after)
    {
        if (story.Case.Owed(PromiseKind.Update) is null)
            story.PromiseUpdate(after);
        if (story.Case.Owed(PromiseKind.Resolve) is null)
            story.PromiseResolution(after);
        if (story.Case.Owed(PromiseKind.Statutory) is null)
            story.PromiseStatutory();
    }

    /// <summary>Counted from receipt, whenever it is made.</summary>
    public static void PromiseStatutory(this Story story)
    {
        if (story.Rules.Promises.Statutory is not { } rule)
            return;
        var due = story.Calendar.Add(story.Case.OpenedAt, rule.Within);
        var words = Words(rule.Within, $"the complaint was received; set by {rule.Source}");
        story.PromiseAt(PromiseKind.Statutory, due, "promises.statutory.within", words, rule.Within.IsBusinessTime);
    }

    /// <summary>What was owed is done: kept, or late.</summary>
    public static void Meet(this Story story, PromiseKind kind)
    {
        foreach (var promise in story.Case.Promises.Where(p => p.Kind == kind))
        {
            var late = promise.Missed || story.IsOverdue(promise);
            if (late && !promise.Missed)
                story.Follows(new PromiseMissed(kind, promise.Number, promise.DueAt));
            story.Follows(new PromiseKept(kind, promise.Number, late));
        }
    }

    public static void Release(this Story story, PromiseKind kind, string reason)
    {
        foreach (var promise in story.Case.Promises.Where(p => p.Kind == kind))
            story.Follows(new PromiseReleased(kind, promise.Number, reason));
    }

    /// <summary>Counts as missed what is past its time though no driver has looked yet, before it is replaced or dropped.</summary>
    public static void CountOverdue(this Story story, params ReadOnlySpan<PromiseKind> kinds)
    {
        foreach (var promise in story.Case.Promises)
        {
            if (!promise.Missed && story.IsOverdue(promise) && (kinds.IsEmpty || kinds.Contains(promise.Kind)))
                story.Follows(new PromiseMissed(promise.Kind, promise.Number, promise.DueAt));
        }
    }

    /// <summary>While the service clock stands, nothing that stands with it becomes overdue.</summary>
    private static bool IsOverdue(this Story story, Promise promise) =>
        story.Now > promise.DueAt && !(promise.PausesWithService && story.Case.Phase is WaitingForCustomer);

    /// <summary>A word from staff: the owed update is met and the next one promised.</summary>
    public static void StaffWrote(this Story story)
    {
        if (story.Case.Phase is not (InProgress or WaitingForCustomer))
            return;
        story.Meet(PromiseKind.Update);
        story.PromiseUpdate("our last message");
    }

    /// <summary>
    /// Gives back the time that the service clock stood: business time to promises counted in it, elapsed time to the
    /// others. A promise made during the pause is credited from its making.
    /// </summary>
    public static void Credit(this Story story, Instant since, Instant until)
    {
        foreach (var promise in story.Case.Promises.Where(p => p.PausesWithService && !p.Missed))
        {
            var from = Instant.Max(since, promise.MadeAt);
            var calendar = story.Calendar;
            var stood = promise.InBusinessTime ? calendar.BusinessTimeBetween(from, until) : until - from;
            if (stood <= Duration.Zero)
                continue;
            var due = promise.InBusinessTime ? calendar.AddBusinessTime(promise.DueAt, stood) : promise.DueAt + stood;
            var sentence = $"{Redated(promise, due, story.Policy)}, {DeadlineSentence.Length(stood)} credited for the pause since "
                + DeadlineSentence.Moment(since, story.Policy.Zone);
            story.Follows(new PromiseMoved(promise.Kind, promise.Number, due, sentence));
        }
    }

    public static string Subject(PromiseKind kind, RecoveryPolicy policy) => kind switch
    {
        PromiseKind.Acknowledge => "acknowledgement",
        PromiseKind.Update => "update",
        PromiseKind.Resolve => "resolution",
        _ => policy.Document.Promises.Statutory?.Name ?? "statutory deadline",
    };

    private static string Words(PolicyDuration length, string after)
    {
        var described = length.Describe();
        return described.EndsWith("following", StringComparison.Ordinal) ? $"by {described} {after}" : $"{described} after {after}";
    }

    /// <summary>The sentence with the new date in it; the rule and earlier credits stay.</summary>
    private static string Redated(Promise promise, Instant due, RecoveryPolicy policy)
    {
        var rest = promise.Explanation.IndexOf("): ", StringComparison.Ordinal);
        var subject = Subject(promise.Kind, policy);
        return rest < 0
            ? promise.Explanation
            : $"{subject} due {DeadlineSentence.Moment(due, policy.Zone)} ({policy.Zone.Id}{promise.Explanation[rest..]}";
    }
}
