using NodaTime;
using Recovery.Cases;

namespace Recovery.Tests.Cases;

/// <content>How lives end, begin anew, and stay whole where time itself misbehaves.</content>
public partial class WholeLifeTests
{
    [Fact]
    public void Not_solved_reopens_to_the_level_above_with_new_promises()
    {
        var life = Life.Of().Until("2026-11-24 12:00").Resolved().Until("2026-11-27 10:00")
            .Do(k => new CustomerAnswers(k, false, 1, false, 0, "Still nothing."));

        Assert.IsType<InProgress>(life.Case.Phase);
        Assert.Equal(1, life.The<Escalated>().Level);
        Assert.Equal(Life.At("2026-12-01 10:00"), life.Case.Owed(PromiseKind.Update)!.DueAt);
        Assert.NotNull(life.Case.Resolution);

        life.Resolved().Do(k => new CustomerAnswers(k, false));
        Assert.Equal([1, 2], life.All<Escalated>().Select(e => e.Level));
    }

    [Fact]
    public void Silence_closes_and_is_recorded_as_silence_never_as_satisfaction()
    {
        var life = Life.Of().Until("2026-11-24 12:00").Resolved().Until("2026-12-31 12:00");

        Assert.Equal(CloseManner.Silence, life.The<Closed>().Manner);
        Assert.Equal(Life.At("2026-12-03 12:00"), life.The<Closed>().At);
        var row = Effects(life).OfType<RecordOutcome>().Single().Row;
        Assert.False(row.Answered);
        Assert.False(row.Recovered);
        Assert.Null(row.Solved);
    }

    [Fact]
    public void A_late_answer_after_silence_is_counted_and_a_late_not_solved_reopens()
    {
        var thanks = Life.Of().Resolved().Until("2026-12-10 12:00").Do(k => new CustomerAnswers(k, true, 5));
        Assert.True(Effects(thanks).OfType<RecordOutcome>().Last().Row.Recovered);

        var worse = Life.Of().Resolved().Until("2026-12-10 12:00").Do(k => new CustomerAnswers(k, false));
        Assert.IsType<InProgress>(worse.Case.Phase);

        var tooLate = Life.Of().Resolved().Until("2027-03-10 12:00");
        Assert.Equal(RefusalKind.NotNow, tooLate.Refuses(k => new CustomerAnswers(k, false)).Kind);
    }

    [Fact]
    public void A_closing_that_did_not_stand_is_withdrawn_from_the_statistics_until_the_case_closes_again()
    {
        var life = Life.Of().Resolved().Until("2026-12-10 12:00").Do(k => new CustomerAnswers(k, false));
        Assert.True(life.The<Reopened>().WasClosed);
        var withdrawn = Assert.Single(Effects(life).OfType<WithdrawOutcome>());
        Assert.Equal($"{life.Case.Id}-{life.The<Reopened>().Number}-outcome-withdrawn", withdrawn.Id);

        life.Do(k => new CloseCase(k, Life.Anna, "They went to court."));
        Assert.Equal(
            [typeof(RecordOutcome), typeof(WithdrawOutcome), typeof(RecordOutcome)],
            Effects(life).Where(e => e is RecordOutcome or WithdrawOutcome).Select(e => e.GetType()));
    }

    [Fact]
    public void Reopening_before_the_closing_withdraws_nothing()
    {
        var life = Life.Of().Resolved().Do(k => new CustomerAnswers(k, false));

        Assert.False(life.The<Reopened>().WasClosed);
        Assert.Empty(Effects(life).OfType<WithdrawOutcome>());
    }

    [Fact]
    public void A_customer_who_wrote_after_the_resolution_is_not_closed_as_silent()
    {
        var life = Life.Of().Resolved().Until("2026-11-26 12:00").Do(k => new CustomerWrites(k, "But the box was empty.")).Until("2026-12-15 12:00");

        Assert.NotEmpty(life.All<Reopened>());
        Assert.DoesNotContain(life.All<Closed>(), c => c.Manner == CloseManner.Silence);
    }

    [Fact]
    public void A_driver_that_slept_for_two_months_finds_each_promise_once()
    {
        var life = Life.Of().MailGoesOut();
        life.Jumps(Duration.FromDays(60));
        life.Do(new DeadlineReached(new CommandId("")));

        Assert.Equal(1, life.Told.Count(k => k == MessageKind.Holding));
        Assert.Equal(3, life.All<PromiseMissed>().Count());
        Assert.Equal(3, life.All<Escalated>().Max(e => e.Level));
        Assert.True(CaseClock.NextDue(life.Case, Life.Policy)!.At > life.Now);
    }

    [Fact]
    public void A_holding_message_names_who_was_called_in_and_a_next_word_that_lies_ahead()
    {
        var life = Life.Of(Life.Complaint("I was charged twice."));
        while (life.Now < Life.At("2026-12-07 09:00"))
            life.Passes("1bd").Do(k => new SendMessage(k, Life.Anna, "Still at it."));
        life.Until("2026-12-31 12:00");

        var held = life.All<MessageWritten>().Where(m => m.Kind == MessageKind.Holding).ToList();
        Assert.Contains("put before our head of service", held[0].Body, StringComparison.Ordinal);
        Assert.All(held, m => Assert.True(life.All<PromiseMade>().Last(p => p.Kind == PromiseKind.Update && p.Number < m.Number).DueAt > m.At));
    }

    [Fact]
    public void A_clock_that_jumps_back_leaves_no_event_before_another()
    {
        var life = Life.Of().Until("2026-11-23 12:00").Do(k => new Note(k, Life.Anna, "noon"));
        life.Jumps(Duration.FromHours(-5));
        life.Do(k => new Note(k, Life.Anna, "later"));

        Assert.Equal(life.Events[^2].At, life.Events[^1].At);
    }

    internal static List<CaseEffect> Effects(Life life)
    {
        var effects = new List<CaseEffect>();
        Case? state = null;
        foreach (var happened in life.Events)
        {
            state = CaseDecider.Evolve(state, happened);
            effects.AddRange(CaseEffects.For(happened, state, Life.Policy));
        }

        return effects;
    }
}
