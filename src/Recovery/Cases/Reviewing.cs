using Recovery.Messages;

namespace Recovery.Cases;

/// <summary>Reviews and posts: what their authors do, and what we say where everybody reads it.</summary>
internal static class Reviewing
{
    public static Decision Change(Story story, ChangeReview command)
    {
        var complaint = story.Case.Complaint;
        if (complaint.Review is not { } before)
            return NoReview();
        var after = command.Review;
        if (after.Source != before.Source || after.ReviewId != before.ReviewId)
            return Decision.Refuse(RefusalKind.Invalid, "This is another review than the one of this case.", "reviewId");
        var sameWords = string.IsNullOrWhiteSpace(command.Text) || command.Text == complaint.Description;
        if (sameWords && after.Rating == before.Rating)
            return Decision.Nothing;

        story.Happens(new ReviewChanged(complaint.Description, before.Rating, command.Text, after.Rating, after));
        if (story.Case.IsOpen)
            story.JudgeAnew(story.Case.Complaint, "its author changed the review");
        return story.Told;
    }

    public static Decision ComeForward(Story story, ComeForward command)
    {
        if (story.Case.Complaint.Review is null)
            return NoReview();
        if (string.IsNullOrWhiteSpace(command.Text))
            return Decision.Refuse(RefusalKind.Invalid, "Please write something.", "text");
        if (story.Case.CameForward || story.Case.Complaint.Email is not null)
            return Decision.Refuse(RefusalKind.NotNow, "Somebody has come forward for this case already.");
        var late = LateReplies.On(story.Case, story.Policy, story.Now);
        if (late is not (LateReply.Takes or LateReply.Reopens))
            return Decision.Refuse(RefusalKind.NotNow, "This case is closed for good.");

        story.Happens(new CustomerCameForward(command.Text, command.Name, command.Email, command.Phone, command.OrderReference));
        if (late is LateReply.Reopens)
        {
            story.OpenAgain("somebody came forward by the link under our public reply after the case was closed", ("wroteAgain", Writing.Yes));
            return story.Told;
        }

        story.JudgeAnew(story.Case.Complaint with { Description = command.Text }, "who came forward wrote more");
        story.HearsFromCustomer();
        story.Acknowledge(MessageKind.Acknowledgement, ("words", Words.Excerpt(command.Text, Writing.ExcerptLength)));
        return story.Told;
    }

    /// <summary>Staff have spoken to the customer, if in public: it counts as <see cref="SendMessage"/> does.</summary>
    public static Decision PostReply(Story story, PostPublicReply command)
    {
        if (story.Case.Complaint.Review is null)
            return NoReview();
        if (string.IsNullOrWhiteSpace(command.Text))
            return StaffSide.Missing("text", "Say what was posted, in its words.");
        story.StaffWrote();
        story.Happens(new PublicReplyPosted(command.Text));
        if (!story.Case.IsAcknowledged)
            story.KnowsBy("public reply");
        return story.Told;
    }

    private static Decision NoReview() => Decision.Refuse(RefusalKind.NotNow, "This case is no review.");
}
