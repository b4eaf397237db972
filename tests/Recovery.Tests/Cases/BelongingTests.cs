using NodaTime;
using Recovery.Cases;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Tests.Policy;

namespace Recovery.Tests.Cases;

/// <summary>Cases that are perhaps one, that are one, and that go on from one another.</summary>
public class BelongingTests
{
    private static readonly CaseId s_other = CaseId.From("test", "other");

    [Fact]
    public void A_suspicion_is_for_staff_to_decide_and_merges_nothing()
    {
        var life = Suspected();

        Assert.Equal([new Suspect(s_other, s_other.Reference(), "the same words")], life.Case.Suspects.AsEnumerable());
        Assert.Null(life.Case.MergedInto);
        Assert.Contains(CaseMarks.Suspect, CaseSummaries.Of(life.Case).Marks);
        Assert.Equal([MessageKind.Acknowledgement], life.Told);
    }

    [Fact]
    public void Staff_keep_them_apart_once()
    {
        var life = Suspected().Do(k => new KeepApart(k, Life.Anna, s_other));

        Assert.Empty(life.Case.Suspects);
        Assert.DoesNotContain(CaseMarks.Suspect, CaseSummaries.Of(life.Case).Marks);
        Assert.Equal("other", life.Refuses(k => new KeepApart(k, Life.Anna, s_other)).Field);
    }

    [Fact]
    public void A_merged_case_ends_and_tells_the_customer_where_it_goes_on()
    {
        var life = Suspected().Do(k => new MergeInto(k, Life.Anna, s_other, s_other.Reference()));

        Assert.Equal(CloseManner.Staff, Assert.IsType<ClosedPhase>(life.Case.Phase).Manner);
        Assert.Equal(s_other, life.Case.MergedInto!.Case);
        Assert.Empty(life.Case.Suspects);
        Assert.Contains(s_other.Reference(), life.All<MessageWritten>().Last().Body, StringComparison.Ordinal);
        Assert.Equal("into", Life.Of().Refuses(k => new MergeInto(k, Life.Anna, CaseId.From("test", "1"), "R")).Field);
    }

    [Fact]
    public void The_shipped_words_of_a_merging_name_the_other_case_once()
    {
        var policy = PolicyEdit.Default;
        var rendered = policy.Templates.Render(
            MessageKind.Closed, "en", new Dictionary<string, string> { ["mergedInto"] = "RC-AAAAA-BBBBB", ["reason"] = "never shown", ["issue"] = "your bill" });

        Assert.Contains("RC-AAAAA-BBBBB", MessageBody.ToText(rendered.Body), StringComparison.Ordinal);
        Assert.DoesNotContain("never shown", rendered.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("not to be settled", rendered.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("carla@customer.example", false)]
    [InlineData("dora@customer.example", true)]
    public void What_another_customer_wrote_is_told_apart_when_staff_merge_it(string email, bool fromSomebodyElse)
    {
        var life = Life.Of(Life.Complaint() with { Email = "Carla@customer.example" })
            .Do(k => new JoinComplaint(k, Life.Complaint("My own words.") with { Email = email }, s_other));

        Assert.Equal(fromSomebodyElse, life.The<ComplaintJoined>().FromSomebodyElse);
    }

    [Fact]
    public void What_staff_merge_joins_without_a_second_acknowledgement()
    {
        var life = Life.Of().MailGoesOut().Do(k => new JoinComplaint(k, Life.Complaint("It is still not here, and I am ill."), s_other));

        Assert.Equal([MessageKind.Acknowledgement], life.Told);
        Assert.Equal(s_other.Reference(), life.The<ComplaintJoined>().Reference);
        Assert.Equal("high", life.Case.Severity);
        Assert.DoesNotContain(WholeLifeTests.Effects(life).OfType<StaffAlert>(), a => a.Body.Contains("joined", StringComparison.Ordinal));
    }

    [Fact]
    public void A_case_neither_joins_itself_nor_is_linked_to_itself()
    {
        var life = Life.Of();

        Assert.Equal("from", life.Refuses(k => new JoinComplaint(k, Life.Complaint(), life.Case.Id)).Field);
        Assert.Equal("other", life.Refuses(k => new LinkCase(k, life.Case.Id, "R", "why")).Field);
    }

    [Fact]
    public void A_link_is_told_once_and_ends_the_suspicion()
    {
        var life = Suspected().Do(k => new LinkCase(k, s_other, s_other.Reference(), "goes on from it")).Do(k => new LinkCase(k, s_other, s_other.Reference(), "again"));

        Assert.Equal("goes on from it", Assert.Single(life.Case.Links).Why);
        Assert.Empty(life.Case.Suspects);
    }

    [Fact]
    public void A_case_that_goes_on_from_another_is_linked_to_it_from_its_first_moment()
    {
        var life = Life.Of(Life.Complaint() with { GoesOnFrom = s_other });

        Assert.Equal((s_other, s_other.Reference()), (life.Case.Links.Single().Case, life.Case.Links.Single().Reference));
    }

    [Fact]
    public void A_late_reply_reopens_within_the_time_and_opens_a_linked_case_after_it()
    {
        var life = Life.Of();
        Assert.Equal(LateReply.Takes, On(life, Life.Policy));

        life.Do(k => new CloseCase(k, Life.Anna, "withdrawn"));
        Assert.Equal(LateReply.Reopens, On(life, Life.Policy));
        life.Jumps(Duration.FromDays(30));
        Assert.Equal(LateReply.Reopens, On(life, Life.Policy));
        life.Jumps(Duration.FromSeconds(1));
        Assert.Equal(LateReply.OpensLinked, On(life, Life.Policy));
    }

    [Fact]
    public void A_policy_may_have_late_replies_only_recorded()
    {
        var policy = PolicyEdit.Accepted(p => p["followUp"]!["afterReopenWindow"] = "record");
        var life = Life.Of().Do(k => new CloseCase(k, Life.Anna, "withdrawn"));
        life.Jumps(Duration.FromDays(31));

        Assert.Equal(LateReply.Records, On(life, policy));
        life.Do(k => new CustomerWrites(k, "One more thing."));
        Assert.False(life.Case.IsOpen);
        Assert.True(life.Case.AwaitsOurReply);
        Assert.Contains(WholeLifeTests.Effects(life).OfType<StaffAlert>(), a => a.Subject.Length > 0 && a.Id.Contains($"-{life.The<CustomerWrote>().Number}-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reply_to_a_merged_case_belongs_where_it_goes_on_and_reopens_nothing()
    {
        var life = Life.Of().Do(k => new MergeInto(k, Life.Anna, s_other, s_other.Reference()));

        Assert.Equal(LateReply.GoesOnElsewhere, On(life, Life.Policy));
        life.Do(k => new CustomerWrites(k, "And?"));
        Assert.False(life.Case.IsOpen);
        Assert.Contains(s_other.Reference(), life.Refuses(k => new CustomerAnswers(k, true, 5)).Reason, StringComparison.Ordinal);

        life.Do(k => new Reopen(k, Life.Anna, "They are two after all."));
        Assert.Null(life.Case.MergedInto);
        Assert.Equal(LateReply.Takes, On(life, Life.Policy));
    }

    private static LateReply On(Life life, RecoveryPolicy policy) => LateReplies.On(life.Case, policy, life.Now);

    private static Life Suspected() => Life.Of(suspects: [new Suspect(s_other, s_other.Reference(), "the same words")]);
}
