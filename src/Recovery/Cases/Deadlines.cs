using Recovery.Clocks;

namespace Recovery.Cases;

/// <summary>What happens by itself when a time has come.</summary>
internal static class Deadlines
{
    public static Decision Reached(Story story)
    {
        CatchUp(story);
        return story.Told;
    }

    /// <summary>Everything whose time has come happens, also when a command comes before the driver.</summary>
    public static void CatchUp(Story story)
    {
        // Each step uses up the due that led to it, so this ends; a clock that slept for months finds each promise once.
        while (CaseClock.NextDue(story.Case, story.Policy) is { } due && due.At <= story.Now)
            Meet(story, due);
        Hold(story);
    }

    private static void Meet(Story story, Due due)
    {
        switch (due.Kind)
        {
            case DueKind.Reminder:
                story.Follows(new OwnerReminded(due.Promise!.Kind, due.Promise.Number, due.Promise.DueAt));
                break;
            case DueKind.Promise:
                Missed(story, due.Promise!);
                break;
            case DueKind.Escalation:
                Climb(story, due);
                break;
            case DueKind.PauseEnds:
                ((WaitingForCustomer)story.Case.Phase).End(story, "the pause came to its end without an answer");
                break;
            case DueKind.FollowUp:
                AskWhetherSolved(story);
                break;
            default:
                CloseInSilence(story);
                break;
        }
    }

    private static void Missed(Story story, Promise promise)
    {
        story.Follows(new PromiseMissed(promise.Kind, promise.Number, promise.DueAt));
        switch (promise.Kind)
        {
            case PromiseKind.Update:
                KeepOneMissed(story, promise);
                story.PromiseUpdate("our last message");
                break;
            case PromiseKind.Acknowledge when story.Case.AwaitsListening is not null:
                // Nothing else is owed on such a case, and it must not be forgotten; no faster than updates would come.
                KeepOneMissed(story, promise);
                var (length, rule) = story.Rules.Promises.Update.For(story.Case.Severity);
                story.Promise(PromiseKind.Acknowledge, length, $"promises.update.{rule}", "nobody had listened to the call");
                break;
        }
    }

    /// <summary>
    /// One broken promise of a kind that comes again climbs the ladder at a time: the oldest that nobody has taken. Each has
    /// been counted.
    /// </summary>
    private static void KeepOneMissed(Story story, Promise latest)
    {
        foreach (var earlier in story.Case.Promises.Where(p => p.Kind == latest.Kind && p.Missed && p.Number != latest.Number))
        {
            var released = earlier.TakenAt is null ? latest : earlier;
            var subject = Promising.Subject(latest.Kind, story.Policy);
            story.Follows(new PromiseReleased(latest.Kind, released.Number, $"counted as missed; another missed {subject} is still owed"));
        }
    }

    /// <summary>
    /// An honest word that we are not done: one, however many promises slip at the same moment, and last, so that it
    /// tells who has been called in and when the next word comes.
    /// </summary>
    private static void Hold(Story story)
    {
        if (story.Case.Phase is not InProgress)
            return;
        var update = Slipped(PromiseKind.Update);
        var resolution = Slipped(PromiseKind.Resolve);
        if (update.Length + resolution.Length > 0)
            story.Write(MessageKind.Holding, ("updateSlipped", update), ("resolutionSlipped", resolution));

        string Slipped(PromiseKind kind) => story.Has<PromiseMissed>(m => m.Kind == kind) ? Writing.Yes : "";
    }

    private static void Climb(Story story, Due due)
    {
        var promise = due.Promise!;
        var level = due.Level!;
        var offset = level.At[promise.Kind];
        var subject = Promising.Subject(promise.Kind, story.Policy);
        var when = DeadlineSentence.Moment(promise.DueAt, story.Policy.Zone);
        var reason = offset switch
        {
            { IsNegative: true } => $"{subject} is due {when}, {offset.Negate().Describe()} from this level's time",
            { IsZero: true } => $"{subject} was due {when}",
            _ => $"{subject} was due {when}, {offset.Describe()} ago",
        };
        story.Follows(new Escalated(level.Level, level.Name, level.Role, reason, promise.Kind, promise.Number));
    }

    private static void AskWhetherSolved(Story story)
    {
        var closesAt = story.Calendar.Add(story.Now, story.Rules.FollowUp.Window);
        story.Follows(new FollowUpAsked(closesAt));
        story.Write(MessageKind.FollowUp, ("closesAt", story.Moment(closesAt)));
    }

    private static void CloseInSilence(Story story)
    {
        if (story.Case.AwaitsOurReply)
        {
            story.OpenAgain("the customer wrote after the resolution and nobody answered", ("unanswered", Writing.Yes));
            return;
        }

        var asked = !story.Case.Withheld.Contains(MessageKind.FollowUp);
        story.Follows(new Closed(CloseManner.Silence, asked ? "no answer to the follow-up" : "the follow-up was withheld, and nobody asked the customer another way"));
        story.Write(MessageKind.Closed, ("bySilence", Writing.Yes));
    }
}
