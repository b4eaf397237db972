using NodaTime;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>
/// The whole business in two pure functions. Everything that depends on time takes it as an argument; everything that a
/// manager could argue about comes from the policy.
/// </summary>
public static class CaseDecider
{
    /// <param name="before">Null when there is no such case yet.</param>
    /// <param name="policy">The policy that the case was opened under; for <see cref="OpenCase"/>, the one in force.</param>
    /// <param name="now">A clock that has jumped back is held at the case's last event.</param>
    /// <returns>No events for a command that was applied before, or that finds nothing to do.</returns>
    public static Decision Decide(CaseCommand command, Case? before, RecoveryPolicy policy, Instant now)
    {
        if (before is not null && command.Id.Key.Length > 0 && before.Applied.TryGetValue(command.Id.Key, out var fingerprint))
        {
            return fingerprint == command.Id.Fingerprint
                ? Decision.Nothing
                : Decision.Refuse(RefusalKind.KeyReused, "This key was used before for something else on this case.", "Idempotency-Key");
        }

        if (before is null)
        {
            return command is OpenCase open
                ? Opening.Open(open, policy, now)
                : Decision.Refuse(RefusalKind.NotNow, "There is no such case.");
        }

        var story = new Story(before, command, policy, Instant.Max(now, before.LastAt));
        return command switch
        {
            OpenCase => Decision.Nothing,
            StaffCommand when string.IsNullOrWhiteSpace(command.By.Name) => Decision.Refuse(
                RefusalKind.NotAllowed, "Staff act by name: say who you are."),
            DeadlineReached => Deadlines.Reached(story),
            MessageDelivered c => Delivery.Delivered(story, c),
            MessageFailed c => Delivery.Failed(story, c),
            MessageBounced c => Delivery.Bounced(story, c),
            AlertDelivered => Delivery.AlertDelivered(story),
            AlertFailed c => Delivery.AlertFailed(story, c),
            CustomerWrites c => CustomerSide.Writes(story, c),
            CustomerAnswers c => CustomerSide.Answers(story, c),
            JoinComplaint c => Joining.Join(story, c),
            ChangeReview c => Reviewing.Change(story, c),
            ComeForward c => Reviewing.ComeForward(story, c),
            LinkCase c => Joining.Link(story, c),
            PostPublicReply c => Reviewing.PostReply(story, c),
            Note c => StaffSide.Note(story, c),
            SendMessage c => StaffSide.Message(story, c),
            ApproveRemedy or DeclineRemedy or ProposeRemedy when !before.IsOpen => Closed(),
            ProposeRemedy c => RemedySide.Propose(story, c),
            ApproveRemedy c => RemedySide.Approve(story, c),
            DeclineRemedy c => RemedySide.Decline(story, c),
            DeliverRemedy => RemedySide.Deliver(story),
            Reopen c => StaffSide.Reopen(story, c),
            StaffCommand when !before.IsOpen => Closed(),
            Assign c => StaffSide.Assign(story, c),
            Triage c => StaffSide.Triage(story, c),
            CloseCase c => StaffSide.Close(story, c),
            MergeInto c => Joining.Merge(story, c),
            KeepApart c => Joining.KeepApart(story, c),
            StaffCommand when before.Phase is ResolvedPhase or FollowingUp => Decision.Refuse(
                RefusalKind.NotNow, "The case is resolved and waits for the customer's word; reopen it first."),
            Pause c => StaffSide.Pause(story, c),
            Resume => StaffSide.Resume(story),
            Escalate c => StaffSide.Escalate(story, c),
            TakeEscalation => StaffSide.TakeEscalation(story),
            Extend c => StaffSide.Extend(story, c),
            Resolve c => Resolving.Resolve(story, c),
            ConfirmTranscript c => Listening.Confirm(story, c),
            _ => Decision.Refuse(RefusalKind.NotNow, "This cannot be done on the case as it stands."),
        };
    }

    public static Case Evolve(Case? before, CaseEvent happened) => CaseEvolution.Apply(before, happened);

    private static Decision Closed() => Decision.Refuse(RefusalKind.NotNow, "The case is closed; reopen it first.");
}
