using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>Turns in a case's life that more than one command or deadline leads to.</summary>
internal static class Turning
{
    /// <summary>The service clock goes on, credited for the time that it stood.</summary>
    public static void End(this WaitingForCustomer pause, Story story, string reason)
    {
        // A driver that slept past the end of the pause gives no credit for that.
        var until = NodaTime.Instant.Min(story.Now, pause.Until);
        story.Happens(new Resumed(reason, story.Calendar.BusinessTimeBetween(pause.Since, until)));
        story.Credit(pause.Since, until);
    }

    /// <summary>What we waited for has come, as far as can be told.</summary>
    public static void HearsFromCustomer(this Story story)
    {
        if (story.Case.Phase is WaitingForCustomer waiting)
            waiting.End(story, "the customer replied");
    }

    /// <summary>
    /// A resolution that did not hold: new promises, and the level above, since it was not solved where it lay.
    /// </summary>
    /// <param name="reason">For staff.</param>
    /// <param name="told">The placeholder that lets the template tell the customer why, with its value.</param>
    public static void OpenAgain(this Story story, string reason, (string Placeholder, string Value) told)
    {
        story.Happens(new Reopened(reason, story.Case.Phase is ClosedPhase));
        const string reopened = "the case was reopened";
        story.PromiseUpdate(reopened);
        story.PromiseResolution(reopened);
        // Closing without an answer did not stop the statutory clock; what was missed already is counted.
        if (story.Case.Resolution is null && story.Case.Tally.GetValueOrDefault(PromiseKind.Statutory) is not { Missed: > 0 })
            story.PromiseStatutory();
        var level = LevelAbove(story);
        story.Follows(new Escalated(level.Level, level.Name, level.Role, reason, null, null));
        story.Write(MessageKind.Reopened, told);
    }

    /// <summary>One above where the case stands; the top stays the top.</summary>
    public static EscalationLevel LevelAbove(Story story)
    {
        var ladder = story.Rules.Escalation.Ladder;
        var next = (story.Case.Escalation?.Level ?? 0) + 1;
        return ladder.FirstOrDefault(l => l.Level >= next) ?? ladder[^1];
    }
}
