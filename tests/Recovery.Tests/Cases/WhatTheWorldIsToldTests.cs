using NodaTime;
using Recovery.Cases;
using Recovery.Reporting;

namespace Recovery.Tests.Cases;

/// <summary>Who is alerted, what is counted and on which day, and what the queue shows.</summary>
public class WhatTheWorldIsToldTests
{
    [Fact]
    public void An_escalation_is_told_to_the_role_that_it_reaches_and_to_the_owner()
    {
        var life = Life.Of().Do(k => new Escalate(k, Life.Anna, "The press called."));
        var alert = Alert(life, life.The<Escalated>());

        Assert.Equal("anna", alert.Person);
        Assert.Equal(["team-lead"], alert.Roles.AsEnumerable());
    }

    [Fact]
    public void A_remedy_that_needs_approval_is_told_to_the_role_that_approves()
    {
        var life = Life.Of().Do(k => new ProposeRemedy(k, Life.Anna, Life.Voucher(80)));

        Assert.Equal(["team-lead"], Alert(life, life.The<RemedyProposed>()).Roles.AsEnumerable());
    }

    [Fact]
    public void A_promise_met_late_counts_as_missed_and_not_as_kept()
    {
        var life = Life.Of().Until(Life.At("2026-11-23 11:00"), mail: false).MailGoesOut();

        Assert.True(life.The<PromiseKept>().Late);
        var figures = WholeLifeTests.Effects(life).OfType<CountStatistics>().SelectMany(c => c.Figures).ToList();
        Assert.Contains(Figures.PromiseMissed(PromiseKind.Acknowledge), figures);
        Assert.DoesNotContain(Figures.PromiseKept(PromiseKind.Acknowledge), figures);
    }

    [Fact]
    public void A_figure_counts_on_the_day_it_is_where_the_office_is()
    {
        // Half past midnight in Berlin is still the day before in Greenwich.
        var life = Life.Of(at: Life.At("2026-11-24 00:30")).Do(k => new CloseCase(k, Life.Anna, "a duplicate"));
        var effects = WholeLifeTests.Effects(life);

        Assert.Equal(new LocalDate(2026, 11, 24), effects.OfType<CountStatistics>().Single(c => c.Figures.Contains(Figures.Received)).Day);
        Assert.Equal(new LocalDate(2026, 11, 24), effects.OfType<RecordOutcome>().Single().Row.ClosedOn);
    }

    [Fact]
    public void An_answer_to_an_earlier_resolution_says_nothing_of_the_last_one()
    {
        var life = Life.Of().Resolved().Until("2026-11-24 12:00").Do(k => new CustomerAnswers(k, false, 1, false, 0))
            .Until("2026-11-25 09:00").Resolved().Until("2026-12-31 12:00");

        var row = WholeLifeTests.Effects(life).OfType<RecordOutcome>().Last().Row;
        Assert.Equal(CloseManner.Silence, row.Manner);
        Assert.False(row.Answered);
        Assert.Null(row.Satisfaction);
        Assert.Null(row.Solved);
    }

    [Fact]
    public void A_paused_case_shows_the_statutory_deadline_that_comes_before_the_pause_ends()
    {
        var life = Life.Of().Until("2027-01-12 10:00").Do(k => new Pause(k, Life.Anna, "Photo?"));
        Assert.True(((WaitingForCustomer)life.Case.Phase).Until > Life.At("2027-01-18 10:00"));

        var summary = CaseSummaries.Of(life.Case);
        Assert.Equal(("statutory", (Instant?)Life.At("2027-01-18 10:00")), (summary.DueWhat, summary.DueAt));
        Assert.Equal("answer-awaited", CaseSummaries.Of(Life.Of().Do(k => new Pause(k, Life.Anna, "Photo?")).Case).DueWhat);
    }

    private static StaffAlert Alert(Life life, CaseEvent happened) =>
        WholeLifeTests.Effects(life).OfType<StaffAlert>().Single(a => a.Id == $"{life.Case.Id}-{happened.Number}-alert");
}
