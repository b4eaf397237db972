using Recovery.Complaints;
using Recovery.Intake;
using Recovery.Messages;

namespace Recovery.Cases;

/// <summary>Cases that belong together, and complaints that belong to a case which is there already.</summary>
internal static class Joining
{
    public static Decision Join(Story story, JoinComplaint command)
    {
        var joined = command.Complaint;
        if (string.IsNullOrWhiteSpace(joined.Description))
            return Decision.Refuse(RefusalKind.Invalid, "Please say what went wrong.", "description");
        if (command.From == story.Case.Id)
            return Decision.Refuse(RefusalKind.Invalid, "A case does not join itself.", "from");
        if (!story.Case.IsOpen)
            return Decision.Refuse(RefusalKind.NotNow, "The case is closed; reopen it first.");

        var same = command.From is null || CustomerKeys.Of(joined).Intersect(CustomerKeys.Of(story.Case.Complaint), StringComparer.Ordinal).Any();
        story.Happens(new ComplaintJoined(joined, command.From, command.From?.Reference()) { FromSomebodyElse = !same });
        if (joined.Mail?.Automatic is { } why)
        {
            if (command.From is null)
                story.WithholdAnswerTo(joined, why);
            return story.Told;
        }

        story.JudgeAnew(joined, "another complaint of the customer joined it");
        // What staff merged was acknowledged, or withheld, on the case that it was.
        if (command.From is not null)
            return story.Told;
        story.HearsFromCustomer();
        story.Acknowledge(MessageKind.Acknowledgement, WordsOf(joined));
        return story.Told;
    }

    /// <summary>The shell's word that two cases belong together; told once.</summary>
    public static Decision Link(Story story, LinkCase command)
    {
        if (command.Other == story.Case.Id)
            return Decision.Refuse(RefusalKind.Invalid, "A case is not linked to itself.", "other");
        if (story.Case.Links.Any(l => l.Case == command.Other))
            return Decision.Nothing;
        story.Happens(new CaseLinked(command.Other, command.OtherReference, command.Why));
        return story.Told;
    }

    public static Decision Merge(Story story, MergeInto command)
    {
        if (command.Other == story.Case.Id)
            return Decision.Refuse(RefusalKind.Invalid, "A case cannot be merged into itself.", "into");
        if (story.Case.Phase is InProgress or WaitingForCustomer)
            story.CountOverdue();
        story.Happens(new Merged(command.Other, command.OtherReference));
        story.Happens(new Closed(CloseManner.Staff, $"the same complaint as {command.OtherReference}, where it goes on"));
        story.WriteAsStaff(
            MessageKind.Closed,
            ("mergedInto", command.OtherReference),
            ("reason", $"You told us of this before; it goes on under the reference {command.OtherReference}, with everything that you wrote here."));
        return story.Told;
    }

    public static Decision KeepApart(Story story, KeepApart command)
    {
        if (story.Case.Suspects.FirstOrDefault(s => s.Case == command.Other) is not { } suspect)
            return Decision.Refuse(RefusalKind.NotNow, "Nobody suspects that this case is the same as that one, or somebody has decided already.", "other");
        story.Happens(new KeptApart(suspect.Case, suspect.Reference));
        return story.Told;
    }

    private static void WithholdAnswerTo(this Story story, Complaint joined, string why)
    {
        var written = Writing.Written(story, MessageKind.Acknowledgement, [WordsOf(joined)]);
        story.Follows(new MessageWithheld(
            MessageKind.Acknowledgement, $"it was not written by a person at that moment: {why}", written.Subject, written.Body));
    }

    private static (string Name, string Value) WordsOf(Complaint joined) => ("words", Words.Excerpt(joined.Description, Writing.ExcerptLength));
}
