using System.Collections.Immutable;
using Recovery.Complaints;

namespace Recovery.Cases;

/// <summary>A case is judged again when more of it is known.</summary>
internal static class Rejudging
{
    /// <summary>
    /// Upward only: what was promised stands, a graver case is owed more, and a sign or an emotion once found stays. A category that the
    /// words, staff or the report of a failure named stays too.
    /// </summary>
    /// <param name="told">What is known now.</param>
    /// <param name="why">For staff, to stand before the rules' own reasons.</param>
    public static void JudgeAnew(this Story story, Complaint told, string why)
    {
        var (before, policy) = (story.Case, story.Policy);
        var judged = policy.Triage.Judge(told);
        var graver = policy.Rank(judged.Severity) > policy.Rank(before.Severity);
        var category = before.Category == policy.Document.Triage.DefaultCategory && !Kept(before) ? judged.Category : before.Category;
        ImmutableArray<string> signs = [.. before.Signs.Union(judged.Signs, StringComparer.Ordinal)];
        ImmutableArray<string> emotions = [.. before.Emotions.Union(judged.Emotions, StringComparer.Ordinal)];
        if (!graver && category == before.Category && signs.Length == before.Signs.Length && emotions.Length == before.Emotions.Length)
            return;

        ImmutableArray<string> reasons = [why, .. judged.Reasons];
        story.Follows(new Triaged(category, graver ? judged.Severity : before.Severity, reasons, signs, graver ? judged.Feeling : before.Feeling)
        {
            Emotions = emotions,
        });
        if (graver)
            story.Tighten();
    }

    /// <summary>
    /// A graver case is owed more, counted from now. A milder one is still owed what the customer was told.
    /// </summary>
    public static void Tighten(this Story story)
    {
        var why = $"the severity became {story.Case.Severity}";
        Tighten(story, PromiseKind.Update, () => story.PromiseUpdate(why), story.Rules.Promises.Update.For(story.Case.Severity).Length);
        Tighten(story, PromiseKind.Resolve, () => story.PromiseResolution(why), story.Rules.Promises.Resolve.For(story.Case.Severity).Length);
    }

    private static bool Kept(Case subject) => subject.Complaint.Incident?.Category is not null;

    private static void Tighten(Story story, PromiseKind kind, Action promise, Clocks.PolicyDuration length)
    {
        if (story.Case.Owed(kind) is not { Missed: false } owed || story.Calendar.Add(story.Now, length) >= owed.DueAt)
            return;
        story.CountOverdue(kind);
        story.Follows(new PromiseReleased(kind, owed.Number, $"an earlier one is owed, since the severity became {story.Case.Severity}"));
        promise();
    }
}
