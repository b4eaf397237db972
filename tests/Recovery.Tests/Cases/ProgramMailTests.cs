using Recovery.Cases;
using Recovery.Complaints;

namespace Recovery.Tests.Cases;

/// <summary>Mail that no person wrote: it is recorded, and nothing answers it.</summary>
public class ProgramMailTests
{
    [Fact]
    public void Nobody_is_written_to_by_mail_for_as_long_as_only_programs_act_on_the_case()
    {
        var life = Life.Of(Arrivals.Mail(Arrivals.AutoReplied)).Until("2027-02-20 10:00");

        Assert.Empty(life.All<MessageWritten>());
        Assert.DoesNotContain(WholeLifeTests.Effects(life), e => e is CustomerEmail or StaffAlert);
        Assert.True(life.Case.IsOpen);
        Assert.Contains(life.All<MessageWithheld>(), m => m.Kind == MessageKind.Acknowledgement && m.Reason.Contains("Auto-Submitted", StringComparison.Ordinal));
        Assert.Contains(MessageKind.Holding, life.Case.Withheld);
        Assert.Contains(CaseMarks.Withheld, CaseSummaries.Of(life.Case).Marks);
    }

    [Fact]
    public void The_promise_to_acknowledge_stays_owed_until_staff_write_and_their_message_leaves()
    {
        var life = Life.Of(Arrivals.Mail(Arrivals.AutoReplied));
        Assert.NotNull(life.Case.Owed(PromiseKind.Acknowledge));

        life.Do(k => new SendMessage(k, Life.Anna, "Did you mean to write to us?"));
        Assert.Empty(life.Case.Withheld);
        Assert.NotNull(life.Case.Owed(PromiseKind.Acknowledge));

        life.MailGoesOut();
        Assert.Null(life.Case.Owed(PromiseKind.Acknowledge));
        Assert.False(life.All<PromiseKept>().Single(p => p.Kind == PromiseKind.Acknowledge).Late);
    }

    [Fact]
    public void Once_staff_have_acted_the_case_is_as_any_other()
    {
        var life = Life.Of(Arrivals.Mail(Arrivals.AutoReplied)).Do(k => new Assign(k, Life.Lena, "bela"));
        Assert.True(life.Case.StaffActed);
        Assert.Single(WholeLifeTests.Effects(life).OfType<StaffAlert>());

        life.Until("2026-11-27 10:00");
        Assert.Contains(MessageKind.Holding, life.Told);
        Assert.Contains(WholeLifeTests.Effects(life), e => e is CustomerEmail);
    }

    [Fact]
    public void A_note_is_no_act_since_a_mail_of_theirs_may_have_become_one()
    {
        var life = Life.Of(Arrivals.Mail(Arrivals.AutoReplied)).Do(k => new Note(k, Life.Anna, "by mail, sender not proved"));

        Assert.False(life.Case.StaffActed);
        Assert.DoesNotContain(WholeLifeTests.Effects(life), e => e is StaffAlert);
    }

    [Fact]
    public void An_absence_notice_is_recorded_and_changes_nothing_else()
    {
        var life = Life.Of().MailGoesOut().Do(k => new Pause(k, Life.Anna, "Photo?"));
        var (before, told) = (life.Case, WholeLifeTests.Effects(life).Count);

        life.Do(k => new CustomerWrites(k, "I am away. Any news?") { Mail = Arrivals.MailOf("2", Arrivals.AutoReplied) });

        Assert.Equal("I am away. Any news?", life.The<AutomaticReplyReceived>().Text);
        Assert.Equal(told, WholeLifeTests.Effects(life).Count);
        Assert.Equal((before.Phase, before.AwaitsOurReply, before.AskedFirst, before.HeardFrom), (life.Case.Phase, life.Case.AwaitsOurReply, life.Case.AskedFirst, life.Case.HeardFrom));
        Assert.Equal(before.Promises.AsEnumerable(), life.Case.Promises.AsEnumerable());
    }

    [Fact]
    public void An_absence_notice_opens_no_closed_case()
    {
        var life = Life.Of().Do(k => new CloseCase(k, Life.Anna, "withdrawn")).Do(k => new CustomerWrites(k, "I am away.") { Mail = Arrivals.MailOf("2", Arrivals.AutoReplied) });

        Assert.False(life.Case.IsOpen);
        Assert.Equal(0, life.Case.Reopenings);
    }

    [Fact]
    public void Mail_from_another_address_says_so_in_the_alert()
    {
        var life = Life.Of().Do(k => new CustomerWrites(k, "It is at the neighbour's.") { Mail = Arrivals.MailOf("2", fromSomebodyElse: true) });
        var other = Life.Of().Do(k => new CustomerWrites(k, "It is at the neighbour's.") { Mail = Arrivals.MailOf("2") });

        Assert.Contains("another address", WholeLifeTests.Effects(life).OfType<StaffAlert>().Last().Body, StringComparison.Ordinal);
        Assert.DoesNotContain("another address", WholeLifeTests.Effects(other).OfType<StaffAlert>().Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_of_files_alone_is_a_message_and_one_of_nothing_is_none()
    {
        var file = new Attachment("photo.jpg", "image/jpeg", 3, new string('a', 64));
        var life = Life.Of().Do(k => new CustomerWrites(k, "") { Mail = Arrivals.MailOf("2"), Attachments = [file] });

        Assert.Equal([file], life.The<CustomerWrote>().Attachments.AsEnumerable());
        Assert.Equal("text", life.Refuses(k => new CustomerWrites(k, " ") { Mail = Arrivals.MailOf("3") }).Field);
    }

    [Fact]
    public void A_case_that_came_by_mail_is_found_by_what_the_mail_said()
    {
        var words = CaseSummaries.SearchWords(Life.Of(Arrivals.Mail()).Events)!;

        foreach (var word in new[] { "Where is it", "telescope", "carla@customer.example" })
            Assert.Contains(word, words, StringComparison.Ordinal);
    }
}
