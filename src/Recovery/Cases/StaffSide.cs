using System.Collections.Immutable;
using NodaTime;

namespace Recovery.Cases;

/// <summary>What staff do, apart from remedies and the resolution.</summary>
internal static class StaffSide
{
    private static readonly Duration s_longestExtension = Duration.FromDays(3653);

    public static Decision Note(Story story, Note command)
    {
        if (string.IsNullOrWhiteSpace(command.Text))
            return Missing("text", "A note needs a text.");
        story.Happens(new Noted(command.Text) { Attachments = command.Attachments });
        return story.Told;
    }

    public static Decision Message(Story story, SendMessage command)
    {
        if (string.IsNullOrWhiteSpace(command.Text))
            return Missing("text", "A message to the customer needs a text.");
        story.StaffWrote();
        story.WriteAsStaff(MessageKind.Message, ("text", command.Text));
        return story.Told;
    }

    public static Decision Assign(Story story, Assign command)
    {
        var people = command.People ?? story.Rules.People;
        var person = people.FirstOrDefault(p => p.Id == command.Owner)
            ?? people.FirstOrDefault(p => string.Equals(p.Name, command.Owner, StringComparison.OrdinalIgnoreCase));
        if (person is null)
        {
            return Decision.Refuse(
                RefusalKind.Invalid, $"The policy has no person of this id or name; it has {string.Join(", ", people.Select(p => p.Id))}.", "owner");
        }

        var again = story.Case.Owner == person.Id;
        var team = again ? null : story.Rules.Teams.FirstOrDefault(t => t.Members.Contains(person.Id));
        story.Happens(new Assigned(person.Id, team?.Id, $"assigned by {command.By.Name}", again));
        return story.Told;
    }

    public static Decision Triage(Story story, Triage command)
    {
        var before = story.Case;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Missing("reason", "Say why it is judged anew.");
        if (command.Category is null && command.Severity is null)
            return Missing("category", "Name a category, a severity, or both.");
        if (command.Category is { } category && story.Policy.Category(category) is null)
            return Unknown("category", category, story.Rules.Categories.Select(c => c.Id));
        if (command.Severity is { } severity && story.Policy.Rank(severity) < 0)
            return Unknown("severity", severity, story.Rules.Severities.Select(s => s.Id));

        var reasons = ImmutableArray.Create($"{command.By.Name}: {command.Reason}");
        story.Happens(new Triaged(command.Category ?? before.Category, command.Severity ?? before.Severity, reasons, before.Signs, before.Feeling)
        {
            Emotions = before.Emotions,
        });
        if (story.Policy.Rank(story.Case.Severity) > story.Policy.Rank(before.Severity))
            story.Tighten();
        return story.Told;
    }

    public static Decision Pause(Story story, Pause command)
    {
        if (story.Case.Phase is not InProgress)
            return Decision.Refuse(RefusalKind.NotNow, "The case waits for the customer already.");
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Missing("reason", "Say what we wait for; the customer reads it.");
        var latest = story.Calendar.Add(story.Now, story.Rules.Pause.Longest);
        var until = command.Until ?? latest;
        if (until <= story.Now)
            return Decision.Refuse(RefusalKind.Invalid, "The time until which we wait has passed already.", "until");
        if (until > latest)
        {
            return Decision.Refuse(
                RefusalKind.Invalid, $"No pause is longer than {story.Rules.Pause.Longest.Describe()}: at the latest until {story.Moment(latest)}.", "until");
        }

        story.CountOverdue();
        story.StaffWrote();
        story.Happens(new Paused(command.Reason, until));
        story.WriteAsStaff(MessageKind.Waiting, ("reason", command.Reason), ("until", story.Moment(until)), ("nextUpdate", ""));
        return story.Told;
    }

    public static Decision Resume(Story story)
    {
        if (story.Case.Phase is not WaitingForCustomer waiting)
            return Decision.Refuse(RefusalKind.NotNow, "The case is not paused.");
        waiting.End(story, "resumed by staff");
        return story.Told;
    }

    public static Decision Escalate(Story story, Escalate command)
    {
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Missing("reason", "Say why it is escalated.");
        var level = Turning.LevelAbove(story);
        if (story.Case.Escalation is { TakenBy: null } standing && standing.Level >= level.Level)
            return Decision.Refuse(RefusalKind.NotNow, $"It stands at the highest level already: {level.Name}.");
        story.Happens(new Escalated(level.Level, level.Name, level.Role, command.Reason, null, null));
        return story.Told;
    }

    public static Decision TakeEscalation(Story story)
    {
        Deadlines.CatchUp(story);
        if (story.Case.Escalation is not { } escalation)
            return Decision.Refuse(RefusalKind.NotNow, "The case is not escalated.");
        if (escalation.TakenBy is { } taker)
            return Decision.Refuse(RefusalKind.NotNow, $"The escalation is taken already, by {taker}.");
        story.Happens(new EscalationTaken(escalation.Level));
        return story.Told;
    }

    public static Decision Extend(Story story, Extend command)
    {
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Missing("reason", "Say why it takes longer; the customer reads it.");
        if (command.Until <= story.Now)
            return Decision.Refuse(RefusalKind.Invalid, "The new time has passed already.", "until");
        if (command.Until - story.Now > s_longestExtension)
            return Decision.Refuse(RefusalKind.Invalid, "An extension is at most ten years, as every length of time in a policy.", "until");
        // The very time that staff name, also when it lies outside opening hours: no rule made it, a person did.
        var until = command.Until;
        if (story.Case.Owed(PromiseKind.Resolve) is { } promised && until <= promised.DueAt)
            return Decision.Refuse(RefusalKind.Invalid, $"The resolution is promised for {story.Moment(promised.DueAt)}; an extension is later than that.", "until");
        if (story.Case.Owed(PromiseKind.Statutory) is { } statutory && until > statutory.DueAt)
        {
            return Decision.Refuse(
                RefusalKind.Invalid, $"The {Promising.Subject(PromiseKind.Statutory, story.Policy)} is due {story.Moment(statutory.DueAt)}, and that cannot be extended.", "until");
        }

        story.CountOverdue(PromiseKind.Resolve);
        story.Happens(new Extended(until, command.Reason));
        story.Release(PromiseKind.Resolve, "extended");
        story.PromiseAt(PromiseKind.Resolve, until, "extend", $"extended by {command.By.Name}, {command.Reason}", inBusinessTime: false);
        story.StaffWrote();
        story.WriteAsStaff(MessageKind.Extended, ("reason", command.Reason), ("until", story.Moment(until)));
        return story.Told;
    }

    public static Decision Reopen(Story story, Reopen command)
    {
        if (story.Case.Phase is InProgress or WaitingForCustomer)
            return Decision.Refuse(RefusalKind.NotNow, "The case is open.");
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Missing("reason", "Say why it is reopened; the customer reads it.");
        story.OpenAgain(command.Reason, ("reason", command.Reason));
        return story.Told;
    }

    public static Decision Close(Story story, CloseCase command)
    {
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Missing("reason", "Say why it is closed; the customer reads it.");
        if (story.Case.Phase is InProgress or WaitingForCustomer)
            story.CountOverdue();
        story.Happens(new Closed(CloseManner.Staff, command.Reason));
        story.WriteAsStaff(MessageKind.Closed, ("reason", command.Reason));
        return story.Told;
    }

    public static Decision Missing(string field, string reason) => Decision.Refuse(RefusalKind.Invalid, reason, field);

    public static Decision Unknown(string field, string value, IEnumerable<string> known) =>
        Decision.Refuse(RefusalKind.Invalid, $"'{value}' is not in the policy; it has {string.Join(", ", known)}.", field);
}
