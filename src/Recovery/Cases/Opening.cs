using NodaTime;
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

        var judged = policy.Triage.Judge(complaint);
        story.Follows(new Triaged(judged.Category, judged.Severity, judged.Reasons, judged.Signs, judged.Feeling));
        const string received = "the complaint was received";
        var promises = policy.Document.Promises;
        var (within, rule) = promises.Acknowledge.For(judged.Severity);
        story.Promise(PromiseKind.Acknowledge, within, $"promises.acknowledge.{rule}", received);
        story.PromiseUpdate(received);
        story.PromiseResolution(received);
        story.PromiseStatutory();

        story.Follows(Owner(policy, judged.Category, command.Turn));
        story.Write(MessageKind.Acknowledgement);
        if (!complaint.CanBeEmailed)
        {
            story.Follows(new Acknowledged("status page"));
            story.Meet(PromiseKind.Acknowledge);
        }

        return story.Told;
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
