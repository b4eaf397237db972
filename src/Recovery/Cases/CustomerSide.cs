namespace Recovery.Cases;

/// <summary>What the customer does.</summary>
internal static class CustomerSide
{
    public static Decision Writes(Story story, CustomerWrites command)
    {
        if (command.Mail?.Automatic is { } why)
        {
            story.Happens(new AutomaticReplyReceived(command.Text, why) { Mail = command.Mail, Attachments = command.Attachments });
            return story.Told;
        }

        if (string.IsNullOrWhiteSpace(command.Text) && command.Attachments.IsEmpty)
            return Decision.Refuse(RefusalKind.Invalid, "Please write something.", "text");

        story.Happens(new CustomerWrote(command.Text) { Mail = command.Mail, Attachments = command.Attachments });
        switch (story.Case.Phase)
        {
            case InProgress when command.AsksForNews || story.Policy.Triage.AsksForNews(command.Text):
                AskedFirst(story);
                break;
            case ClosedPhase when LateReplies.On(story.Case, story.Policy, story.Now) is LateReply.Reopens:
                story.OpenAgain("the customer wrote after the case was closed", ("wroteAgain", Writing.Yes));
                break;
            default:
                story.HearsFromCustomer();
                break;
        }

        return story.Told;
    }

    public static Decision Answers(Story story, CustomerAnswers command)
    {
        if (Fault(command) is { } fault)
            return fault;
        switch (story.Case.Phase)
        {
            case InProgress or WaitingForCustomer:
                return Decision.Refuse(RefusalKind.NotNow, "The case is not resolved yet; please write us a message instead.");
            case ClosedPhase when story.Case.MergedInto is { } other:
                return Decision.Refuse(RefusalKind.NotNow, $"Your complaint goes on under the reference {other.Reference}; please answer there.");
            case ClosedPhase when story.Case.Resolution is null:
                return Decision.Refuse(RefusalKind.NotNow, "The case was closed without a resolution; please write us a message instead.");
            case ClosedPhase when LateReplies.On(story.Case, story.Policy, story.Now) is not LateReply.Reopens:
                return Decision.Refuse(RefusalKind.NotNow, "The time for an answer has passed; please send us a new complaint.");
            case ClosedPhase { Manner: CloseManner.Confirmed } when command.Solved:
                return Decision.Refuse(RefusalKind.NotNow, "You have told us already that it is solved. Thank you.");
        }

        story.Happens(new CustomerAnswered(command.Solved, command.Satisfaction, command.WouldReturn, command.Recommend, command.Comment));
        if (!command.Solved)
        {
            story.OpenAgain("the customer says that it is not solved", ("notSolved", Writing.Yes));
            return story.Told;
        }

        var already = story.Case.Phase is ClosedPhase;
        story.Follows(new Closed(CloseManner.Confirmed, "the customer says that it is solved"));
        if (!already)
            story.Write(MessageKind.Closed, ("confirmed", Writing.Yes));
        return story.Told;
    }

    /// <summary>
    /// Having to ask is a breach, once until staff have written; the next word is then due within the policy's time.
    /// </summary>
    private static void AskedFirst(Story story)
    {
        if (story.Case.AskedAndUnanswered)
            return;
        story.Follows(new CustomerAskedFirst("the customer asked for news before we gave any"));

        var length = story.Rules.Promises.Update.AfterAsking;
        if (story.Case.Owed(PromiseKind.Update) is not { Missed: false } owed || story.Calendar.Add(story.Now, length) >= owed.DueAt)
            return;
        story.CountOverdue(PromiseKind.Update);
        story.Follows(new PromiseReleased(owed.Kind, owed.Number, "an earlier one is owed, since the customer asked"));
        story.Promise(PromiseKind.Update, length, "promises.update.afterAsking", "the customer asked for news");
    }

    private static Decision? Fault(CustomerAnswers command) => command switch
    {
        { Satisfaction: < 1 or > 5 } => Decision.Refuse(RefusalKind.Invalid, "Satisfaction goes from 1 to 5.", "satisfaction"),
        { Recommend: < 0 or > 10 } => Decision.Refuse(RefusalKind.Invalid, "The recommendation goes from 0 to 10.", "recommend"),
        _ => null,
    };
}
