using Recovery.Cases;
using Recovery.Intake.Incidents;

namespace Recovery.Tests.Cases;

/// <summary>Failures that we find first, and the complaints that come after all.</summary>
public class KnownFailureTests
{
    [Fact]
    public void The_customer_hears_of_it_from_us_before_they_complain()
    {
        var life = Life.Of(Arrivals.Incident(category: "billing"));

        var message = life.The<MessageWritten>();
        Assert.Equal(MessageKind.Incident, message.Kind);
        Assert.Contains("the address that you had before you moved", message.Body, StringComparison.Ordinal);
        Assert.Contains("parcels sent to old addresses", message.Subject, StringComparison.Ordinal);
        Assert.Equal("billing", life.Case.Category);

        life.MailGoesOut();
        Assert.Null(life.Case.Owed(PromiseKind.Acknowledge));
        Assert.Equal([CaseMarks.Reached], CaseSummaries.Of(life.Case).Marks);
    }

    [Fact]
    public void Who_has_no_address_is_marked_and_left_to_staff()
    {
        var life = Life.Of(Arrivals.Incident(email: null));

        Assert.Equal([MessageKind.Incident], life.Case.Withheld.AsEnumerable());
        Assert.NotNull(life.Case.Owed(PromiseKind.Acknowledge));
        Assert.Equal([CaseMarks.Withheld, CaseMarks.Unreachable], CaseSummaries.Of(life.Case).Marks);
    }

    [Fact]
    public void Their_later_complaint_joins_the_case_raises_it_if_graver_and_is_acknowledged()
    {
        var life = Life.Of(Arrivals.Incident()).MailGoesOut().Passes("1bd").Do(k => new JoinComplaint(k, Arrivals.Mail(text: "Where is my parcel? I am in hospital.")));

        Assert.Equal([MessageKind.Incident, MessageKind.Acknowledgement], life.Told);
        Assert.Contains("Where is my parcel", life.All<MessageWritten>().Last().Body, StringComparison.Ordinal);
        Assert.Equal("high", life.Case.Severity);
        Assert.Contains("illness", life.Case.Signs);
        Assert.True(life.Case.AwaitsOurReply);
        Assert.Contains(CaseMarks.Answered, CaseSummaries.Of(life.Case).Marks);
        Assert.Contains("joined this case", WholeLifeTests.Effects(life).OfType<StaffAlert>().Last().Body, StringComparison.Ordinal);
        Assert.Single(life.All<ComplaintReceived>());
    }

    [Fact]
    public void A_milder_complaint_takes_back_nothing()
    {
        var life = Life.Of(Arrivals.Incident() with { Tier = "gold" });
        var before = life.Case.Promises;

        life.Do(k => new JoinComplaint(k, Arrivals.Mail()));

        Assert.Equal("high", life.Case.Severity);
        Assert.Equal(before.AsEnumerable(), life.Case.Promises.AsEnumerable());
    }

    [Fact]
    public void A_program_that_answers_for_them_joins_without_an_answer()
    {
        var life = Life.Of(Arrivals.Incident()).MailGoesOut();
        var alerts = WholeLifeTests.Effects(life).OfType<StaffAlert>().Count();

        life.Do(k => new JoinComplaint(k, Arrivals.Mail(Arrivals.AutoReplied)));

        Assert.Equal([MessageKind.Incident], life.Told);
        Assert.Equal([MessageKind.Acknowledgement], life.Case.Withheld.AsEnumerable());
        Assert.False(life.Case.HeardFrom);
        Assert.Equal(alerts, WholeLifeTests.Effects(life).OfType<StaffAlert>().Count());
    }

    [Fact]
    public void No_address_is_taken_from_what_joins_by_itself_for_the_private_page_would_be_sent_there()
    {
        var life = Life.Of(Arrivals.Incident(email: null)).Do(k => new JoinComplaint(k, Arrivals.Mail()));

        Assert.Null(life.Case.Complaint.Email);
        Assert.DoesNotContain(WholeLifeTests.Effects(life), e => e is CustomerEmail);
        Assert.NotNull(life.Case.Owed(PromiseKind.Acknowledge));
    }

    [Fact]
    public void An_address_that_we_lacked_is_taken_from_what_staff_merge()
    {
        var life = Life.Of(Arrivals.Incident(email: null)).Do(k => new JoinComplaint(k, Arrivals.Mail(), CaseId.From("test", "other")));

        Assert.Equal("carla@customer.example", life.Case.Complaint.Email);
    }

    [Fact]
    public void Who_joins_by_the_form_is_not_shown_the_case_and_has_still_to_be_reached()
    {
        var life = Life.Of(Arrivals.Incident(email: null)).Do(k => new JoinComplaint(k, Life.Complaint() with { Email = null, Phone = "0301234567" }));

        Assert.False(life.Case.OnStatusPage);
        Assert.NotNull(life.Case.Owed(PromiseKind.Acknowledge));
        Assert.Contains(MessageKind.Acknowledgement, life.Case.Withheld);
    }

    [Fact]
    public void What_they_wait_for_has_come_when_they_complain()
    {
        var life = Life.Of(Arrivals.Incident()).Do(k => new Pause(k, Life.Anna, "Which address?")).Do(k => new JoinComplaint(k, Arrivals.Mail()));

        Assert.IsType<InProgress>(life.Case.Phase);
    }

    [Fact]
    public void Nothing_joins_a_closed_case() =>
        Assert.Equal(RefusalKind.NotNow, Life.Of(Arrivals.Incident()).Do(k => new CloseCase(k, Life.Anna, "sent again")).Refuses(k => new JoinComplaint(k, Arrivals.Mail())).Kind);

    [Fact]
    public void Who_says_that_it_is_solved_counts_as_recovered_until_the_case_opens_again()
    {
        var life = Life.Of(Arrivals.Incident()).Resolved().Do(k => new CustomerAnswers(k, true, 5));
        Assert.Contains(CaseMarks.Recovered, CaseSummaries.Of(life.Case).Marks);

        life.Do(k => new CustomerWrites(k, "It is lost again."));
        Assert.DoesNotContain(CaseMarks.Recovered, CaseSummaries.Of(life.Case).Marks);
        life.Passes("1bh").Resolved();
        Assert.DoesNotContain(CaseMarks.Recovered, CaseSummaries.Of(life.Case).Marks);
    }

    [Fact]
    public void A_first_message_that_came_back_reached_nobody()
    {
        var life = Life.Of(Arrivals.Incident()).MailGoesOut();
        life.Do(k => new MessageBounced(k, life.The<MessageWritten>().Number, "the mailbox does not exist"));

        Assert.DoesNotContain(CaseMarks.Reached, CaseSummaries.Of(life.Case).Marks);
    }

    [Fact]
    public void The_cases_of_an_incident_are_found_by_its_word_which_comes_before_all_others()
    {
        var words = CaseSummaries.SearchWords(Life.Of(Arrivals.Incident()).Events)!.Split('\n');

        Assert.Equal(Incident.SearchWord("2026-11-addresses"), words[1]);
        Assert.Contains("A-77", words);
    }

    [Fact]
    public void What_joined_finds_the_case_too()
    {
        var life = Life.Of(Arrivals.Incident()).Do(k => new JoinComplaint(k, Life.Complaint("My zither is broken.")));

        Assert.Contains("zither", CaseSummaries.SearchWords([life.The<ComplaintJoined>()])!, StringComparison.Ordinal);
    }
}
