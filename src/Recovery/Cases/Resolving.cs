using Recovery.Remedies;

namespace Recovery.Cases;

/// <summary>The resolution: what we found, in words that the customer understands, why it happened, and what makes it good.</summary>
internal static class Resolving
{
    public static Decision Resolve(Story story, Resolve command)
    {
        if (command.Outcome is not { } outcome)
            return StaffSide.Missing("outcome", "Say whether the complaint is upheld, partly upheld or not upheld.");
        if (string.IsNullOrWhiteSpace(command.Explanation))
            return StaffSide.Missing("explanation", "A resolution needs an explanation in words that the customer understands.");
        if (string.IsNullOrWhiteSpace(command.RootCause))
            return StaffSide.Missing("rootCause", "A resolution needs a root cause from the policy's tree; without it nothing is learnt.");
        if (!story.Policy.TryRootCause(command.RootCause, out _))
            return StaffSide.Unknown("rootCause", command.RootCause, story.Policy.RootCauses.Select(c => c.Id));

        var remedy = story.Case.Remedy is { Status: not RemedyStatus.Declined } standing ? standing : null;
        if (command.Remedy is { } offered)
        {
            var (offer, fault) = RemedyCatalogue.Check(offered, story.Policy);
            if (fault is Refused refused)
                return refused with { Field = $"remedy.{refused.Field}" };
            if (remedy is { Status: RemedyStatus.Approved } && remedy.Offer != offer)
                return Decision.Refuse(RefusalKind.NotNow, "Another remedy is approved already; decline it first.", "remedy");
            if (remedy is not { Status: RemedyStatus.Approved })
            {
                if (RemedyCatalogue.Approval(offer!, story.Policy) is { Role: { } role, Why: { } why })
                {
                    return Decision.Refuse(
                        RefusalKind.NotNow, $"This remedy needs approval by the role {role} ({why}): propose it and have it approved first.", "remedy");
                }

                RemedySide.Offer(story, offer!);
            }
        }
        else if (remedy is { Status: RemedyStatus.Proposed })
        {
            return Decision.Refuse(
                RefusalKind.NotNow, $"The proposed remedy waits for approval by the role {remedy.NeedsApprovalBy}; approve or decline it first.", "remedy");
        }

        Conclude(story, outcome, command.Explanation, command.RootCause);
        return story.Told;
    }

    private static void Conclude(Story story, ResolutionOutcome outcome, string explanation, string rootCause)
    {
        var given = story.Case.Remedy is { Status: RemedyStatus.Approved } approved ? approved.Offer : null;
        var followUpAt = story.Calendar.Add(story.Now, story.Rules.FollowUp.After);
        if (story.Case.Phase is WaitingForCustomer waiting)
            waiting.End(story, "resolved");
        foreach (var kind in new[] { PromiseKind.Update, PromiseKind.Resolve, PromiseKind.Statutory })
            story.Meet(kind);
        story.Happens(new Resolved(outcome, explanation, rootCause, given, followUpAt));
        if (given is not null && story.Policy.Remedy(given.Kind) is { GivenAtOnce: true } && story.Case is { Remedy.Delivered: false })
            story.Follows(new RemedyDelivered(given));
        story.WriteAsStaff(MessageKind.Resolution, (Placeholder(outcome), Writing.Yes), ("explanation", explanation));
    }

    private static string Placeholder(ResolutionOutcome outcome) => outcome switch
    {
        ResolutionOutcome.Upheld => "upheld",
        ResolutionOutcome.PartlyUpheld => "partlyUpheld",
        _ => "notUpheld",
    };
}
