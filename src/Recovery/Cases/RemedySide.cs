using Recovery.Remedies;

namespace Recovery.Cases;

/// <summary>Remedies from the catalogue, and who must approve them.</summary>
internal static class RemedySide
{
    public static Decision Propose(Story story, ProposeRemedy command)
    {
        if (story.Case.Phase is ResolvedPhase or FollowingUp)
            return Decision.Refuse(RefusalKind.NotNow, "The case is resolved; reopen it first.");
        if (story.Case.Remedy is { Status: RemedyStatus.Approved })
        {
            return Decision.Refuse(RefusalKind.NotNow, story.Case.Remedy.Delivered
                ? "The customer has a remedy already; resolve the case with it."
                : "A remedy is approved already; decline it first.");
        }

        var (offer, fault) = RemedyCatalogue.Check(command.Remedy, story.Policy);
        if (fault is not null)
            return fault;
        Offer(story, offer!);
        return story.Told;
    }

    /// <summary>Proposes and, where the policy lets it be, approves.</summary>
    public static void Offer(Story story, RemedyOffer offer)
    {
        var (role, why) = RemedyCatalogue.Approval(offer, story.Policy);
        story.Happens(new RemedyProposed(offer, role, why));
        if (role is null)
            story.Follows(new RemedyApproved(offer, "needs no approval by the policy"));
    }

    public static Decision Approve(Story story, ApproveRemedy command)
    {
        if (story.Case.Remedy is not { Status: RemedyStatus.Proposed } remedy)
            return Decision.Refuse(RefusalKind.NotNow, "No remedy waits for approval.");
        var isOperator = command.Roles.Contains(StaffRoles.Operator);
        if (remedy.NeedsApprovalBy is { } role && !isOperator && !command.Roles.Contains(role))
            return Decision.Refuse(RefusalKind.NotAllowed, $"This remedy is approved by the role {role}.");
        var someoneElse = story.Policy.Remedy(remedy.Offer.Kind)?.Money is { SomeoneElse: true };
        if (someoneElse && !isOperator && remedy.ProposedBy == command.By.Name)
            return Decision.Refuse(RefusalKind.NotAllowed, "Whoever proposed a remedy does not approve it; somebody else must.");
        story.Happens(new RemedyApproved(remedy.Offer, $"approved by {command.By.Name}"));
        return story.Told;
    }

    public static Decision Decline(Story story, DeclineRemedy command)
    {
        if (story.Case.Remedy is not { Status: RemedyStatus.Proposed or RemedyStatus.Approved } remedy)
            return Decision.Refuse(RefusalKind.NotNow, "There is no remedy to decline.");
        if (remedy.Delivered)
            return Decision.Refuse(RefusalKind.NotNow, "The customer has the remedy already; it cannot be declined any more.");
        if (story.Case.Phase is ResolvedPhase or FollowingUp)
            return Decision.Refuse(RefusalKind.NotNow, "The remedy was given with the resolution; reopen the case first.");
        if (string.IsNullOrWhiteSpace(command.Reason))
            return StaffSide.Missing("reason", "Say why the remedy is declined.");
        story.Happens(new RemedyDeclined(remedy.Offer, command.Reason));
        return story.Told;
    }

    public static Decision Deliver(Story story)
    {
        if (story.Case.RemedyToDeliver is { } offer)
        {
            story.Happens(new RemedyDelivered(offer));
            return story.Told;
        }

        return Decision.Refuse(RefusalKind.NotNow, story.Case is { Remedy.Delivered: true } or { GivenRemedyDelivered: true }
            ? "The remedy is recorded as given already."
            : "No approved remedy waits to be given.");
    }
}
