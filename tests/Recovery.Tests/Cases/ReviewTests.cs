using Recovery.Cases;
using Recovery.Messages;

namespace Recovery.Tests.Cases;

/// <summary>Reviews and posts: answered where everybody reads, dealt with in private.</summary>
public class ReviewTests
{
    [Fact]
    public void A_public_reply_is_drafted_that_tells_nothing_of_the_case_and_leads_to_a_private_place()
    {
        var life = Life.Of(Arrivals.Review());

        var draft = life.The<PublicReplyDrafted>().Text;
        Assert.Contains(MessageText.PrivateLink, draft, StringComparison.Ordinal);
        Assert.Contains("This should not have happened.", draft, StringComparison.Ordinal);
        foreach (var secret in new[] { life.Case.Reference, "Grumbler99", "Parcel never came", MessageText.StatusLink, "Anna" })
            Assert.DoesNotContain(secret, draft, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(life.All<MessageWritten>());
        Assert.Contains(CaseMarks.PublicReply, CaseSummaries.Of(life.Case).Marks);
        Assert.Contains("reply to the review in public", WholeLifeTests.Effects(life).OfType<StaffAlert>().Single().Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Posting_the_reply_keeps_the_promises_that_a_message_would()
    {
        var life = Life.Of(Arrivals.Review());
        Assert.NotNull(life.Case.Owed(PromiseKind.Acknowledge));

        life.Do(k => new PostPublicReply(k, Life.Anna, "Thank you for telling us."));

        Assert.Equal(new PublicReply("Thank you for telling us.", Posted: true), life.Case.PublicReply);
        Assert.Null(life.Case.Owed(PromiseKind.Acknowledge));
        Assert.Equal([PromiseKind.Update, PromiseKind.Acknowledge], life.All<PromiseKept>().Select(p => p.Kind));
        Assert.DoesNotContain(CaseMarks.PublicReply, CaseSummaries.Of(life.Case).Marks);
        Assert.Equal("text", life.Refuses(k => new PostPublicReply(k, Life.Anna, " ")).Field);
    }

    [Fact]
    public void An_author_who_cannot_be_written_to_is_sent_nothing_and_the_case_lives_on()
    {
        var life = Life.Of(Arrivals.Review()).Until("2026-12-01 10:00");

        Assert.Empty(life.Told);
        Assert.Contains(MessageKind.Holding, life.Case.Withheld);
        Assert.True(life.Case.HighestLevel > 0);
    }

    [Fact]
    public void Who_comes_forward_becomes_the_contact_and_hears_that_we_have_it()
    {
        var life = Life.Of(Arrivals.Review()).Do(k => new ComeForward(k, "It was order A-9, and I was ill.", "Carla", "carla@customer.example", null, "A-9"));

        Assert.True(life.Case.CameForward);
        Assert.Equal(("Carla", "carla@customer.example", "A-9"), (life.Case.Complaint.Name, life.Case.Complaint.Email, life.Case.Complaint.OrderReference));
        Assert.Equal("high", life.Case.Severity);
        Assert.Equal([MessageKind.Acknowledgement], life.Told);
        Assert.Contains("It was order A-9", life.The<MessageWritten>().Body, StringComparison.Ordinal);
        Assert.Contains("nobody has proved", WholeLifeTests.Effects(life).OfType<StaffAlert>().Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_comes_forward_without_an_address_reads_it_on_their_status_page()
    {
        var life = Life.Of(Arrivals.Review()).Do(k => new ComeForward(k, "It was order A-9.", null, null, null, null));

        Assert.Equal("status page", life.The<Acknowledged>().Via);
        Assert.Equal([MessageKind.Acknowledgement], life.Told);
        Assert.Null(life.Case.Owed(PromiseKind.Acknowledge));
    }

    [Fact]
    public void A_second_person_does_not_get_into_the_case_of_the_first()
    {
        var life = Life.Of(Arrivals.Review()).Do(k => new ComeForward(k, "It was me.", null, null, null, null));

        Assert.Equal(RefusalKind.NotNow, life.Refuses(k => new ComeForward(k, "No, me.", "Eve", "eve@elsewhere.example", null, null)).Kind);
        Assert.Null(life.Case.Complaint.Email);
        Assert.Equal(RefusalKind.NotNow, Life.Of().Refuses(k => new ComeForward(k, "Me.", null, null, null, null)).Kind);
    }

    [Fact]
    public void A_changed_review_is_recorded_as_before_and_after()
    {
        var life = Life.Of(Arrivals.Review()).Do(k => new ChangeReview(k, Arrivals.ReviewOf(4), "They answered after all."));

        var changed = life.The<ReviewChanged>();
        Assert.Equal(("Parcel never came, nobody answers.", 1m, "They answered after all.", 4m), (changed.BeforeText, changed.BeforeRating!.Value, changed.AfterText, changed.AfterRating!.Value));
        Assert.Equal("They answered after all.", life.Case.Complaint.Description);
        Assert.False(life.Case.AwaitsOurReply);
        Assert.Empty(Assert.IsType<Accepted>(life.Decide(new ChangeReview(life.Key(), Arrivals.ReviewOf(4), "They answered after all."))).Events);

        life.Do(k => new ChangeReview(k, Arrivals.ReviewOf(1), "No, they did not."));
        Assert.True(life.Case.AwaitsOurReply);
    }

    [Fact]
    public void Another_review_is_no_change_of_this_one() =>
        Assert.Equal("reviewId", Life.Of(Arrivals.Review()).Refuses(k => new ChangeReview(k, Arrivals.ReviewOf(4) with { ReviewId = "r-18" }, "x")).Field);

    [Fact]
    public void A_review_that_only_we_can_read_is_not_answered_in_public()
    {
        var life = Life.Of(Arrivals.Review(isPublic: false));

        Assert.Empty(life.All<PublicReplyDrafted>());
        Assert.Equal([MessageKind.Acknowledgement], life.Case.Withheld.AsEnumerable());
    }

    [Fact]
    public void A_review_is_found_by_its_author_and_its_site()
    {
        var words = CaseSummaries.SearchWords(Life.Of(Arrivals.Review()).Events)!;

        Assert.Contains("Grumbler99", words, StringComparison.Ordinal);
        Assert.Contains("trustpilot", words, StringComparison.Ordinal);
    }
}
