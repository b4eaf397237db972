using NodaTime;
using Recovery.Complaints;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>A complaint becomes a case: judged, acknowledged, owned, and owed.</summary>
internal static class Opening
{
    public static Decision Open(OpenCase command, RecoveryPolicy policy, Instant now)
    {
        var complaint = command.Complaint;
        if (string.IsNullOrWhiteSpace(complaint.Description))
            return Decision.Refuse(RefusalKind.Invalid, "Please say what went wrong.", "description");

        var story = new Story(null, command, policy, now);
        story.Happens(new ComplaintReceived(command.Case, command.Case.Reference(), policy.Id, complaint));
        story.Follows(Judged(complaint, policy));

        const string received = "the complaint was received";
        var (within, rule) = policy.Document.Promises.Acknowledge.For(story.Case.Severity);
        story.Promise(PromiseKind.Acknowledge, within, $"promises.acknowledge.{rule}", received);
        if (Listening.NeededFor(complaint.Call, policy.Document.Calls.ListenBelow) is { } why)
            story.Follows(new ListeningAsked(why));
        else
            story.PromiseAnswer(received);

        story.Follows(Owner(policy, story.Case.Category, command.Turn));
        if (complaint.GoesOnFrom is { } earlier)
            story.Follows(new CaseLinked(earlier, earlier.Reference(), "it goes on from that one, which was closed for good"));
        foreach (var suspect in command.Suspects)
            story.Follows(new DuplicateSuspected(suspect.Case, suspect.Reference, suspect.Why));
        if (story.Case.AwaitsListening is null)
            FirstWord(story);
        return story.Told;
    }

    private static Triaged Judged(Complaint complaint, RecoveryPolicy policy)
    {
        var judged = policy.Triage.Judge(complaint);
        var triaged = new Triaged(judged.Category, judged.Severity, judged.Reasons, judged.Signs, judged.Feeling) { Emotions = judged.Emotions };
        return complaint.Incident?.Category is { } known && policy.Category(known) is { } category
            ? triaged with { Category = known, Reasons = [$"{known}: the report of the failure says {category.Name}", .. judged.Reasons] }
            : triaged;
    }

    /// <summary>The author of a public review is answered where it stands; everybody else in private.</summary>
    private static void FirstWord(Story story)
    {
        var complaint = story.Case.Complaint;
        if (complaint.Review is { Public: true })
        {
            var draft = story.Policy.Templates.PublicReply(complaint.Language, Writing.InPublic(story.Case, story.Policy));
            story.Follows(new PublicReplyDrafted(draft));
            if (!complaint.CanBeEmailed)
                return;
        }

        if (complaint.Incident is { } failure)
        {
            story.Acknowledge(
                MessageKind.Incident,
                ("whatHappened", failure.Title),
                ("happenedAt", story.Moment(failure.HappenedAt)),
                ("message", failure.Message));
        }
        else
        {
            story.Acknowledge(MessageKind.Acknowledgement);
        }
    }

    private static Assigned Owner(RecoveryPolicy policy, string categoryId, long turn)
    {
        var category = policy.Category(categoryId)!;
        if (category.Owner is { } person)
            return new Assigned(person, category.Team, $"owns every case of category {category.Name}");
        var team = policy.Team(category.Team)!;
        var member = team.Members[(int)(turn % team.Members.Count)];
        return new Assigned(member, team.Id, $"next in turn in team {team.Name}");
    }
}
