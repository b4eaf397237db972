using NodaTime;
using Recovery.Cases;
using Recovery.Remedies;

namespace Recovery.Tests.Cases;

/// <summary>Moments that meet each other: a driver asleep, a pause, a case opened again.</summary>
public class AwkwardMomentTests
{
    [Fact]
    public void Taking_an_escalation_before_the_driver_looked_does_not_end_the_duty_to_write()
    {
        var life = Life.Of().MailGoesOut().Do(k => new Escalate(k, Life.Anna, "The press called."));
        life.Jumps(Duration.FromDays(3));
        life.Do(k => new TakeEscalation(k, Life.Lena));

        Assert.Contains(MessageKind.Holding, life.Told);
        Assert.True(life.Case.Owed(PromiseKind.Update) is { Missed: false } next && next.DueAt > life.Now);
        Assert.Equal("lena", life.Case.Escalation!.TakenBy);
    }

    [Fact]
    public void A_case_taken_after_every_time_has_passed_still_has_a_next_due_time()
    {
        var life = Life.Of().MailGoesOut().Do(k => new Escalate(k, Life.Anna, "The press called."));
        life.Jumps(Duration.FromDays(90));
        life.Do(k => new TakeEscalation(k, Life.Lena));

        Assert.NotNull(CaseClock.NextDue(life.Case, Life.Policy));
    }

    [Fact]
    public void A_holding_message_never_promises_a_time_that_has_passed()
    {
        // The resolution is due on Monday the 7th at 10:00, the update on the same day at noon; the driver sleeps until the office has closed.
        var life = Life.Of().Until("2026-12-03 12:00").Do(k => new SendMessage(k, Life.Anna, "Still at it.")).MailGoesOut();
        life.Jumps(Life.At("2026-12-07 18:00") - life.Now);
        life.Do(new DeadlineReached(new CommandId("")));

        var held = life.All<MessageWritten>().Last(m => m.Kind == MessageKind.Holding).Body.Replace("\\", "", StringComparison.Ordinal);
        Assert.DoesNotContain("Next word by Mon 7 Dec", held, StringComparison.Ordinal);
        Assert.Contains("Next word by Thu 10 Dec", held, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_stands_with_the_service_clock_is_missed_during_a_pause()
    {
        Life Paused() => Life.Of().MailGoesOut().Do(k => new Escalate(k, Life.Anna, "x")).Do(k => new Pause(k, Life.Anna, "Please send a photo.")).Passes("4bd");

        Assert.Empty(Paused().Do(k => new SendMessage(k, Life.Anna, "We still need the photo.")).All<PromiseMissed>());
        Assert.Empty(Paused().Do(k => new TakeEscalation(k, Life.Lena)).All<PromiseMissed>());
        Assert.Empty(Paused().Do(k => new CloseCase(k, Life.Anna, "withdrawn")).All<PromiseMissed>());
    }

    [Fact]
    public void A_message_during_a_pause_promises_no_time_that_will_not_be_kept()
    {
        var life = Life.Of().MailGoesOut().Do(k => new Pause(k, Life.Anna, "Please send a photo.")).Do(k => new SendMessage(k, Life.Anna, "It may be blurred."));

        Assert.DoesNotContain("Next word by", life.All<MessageWritten>().Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_closed_without_an_answer_and_opened_again_still_has_its_statutory_clock()
    {
        var life = Life.Of().Until("2026-11-26 10:00").Do(k => new CloseCase(k, Life.Anna, "We took it for withdrawn."))
            .Until("2026-12-01 10:00").Do(k => new CustomerWrites(k, "I never withdrew it."));

        Assert.Equal(Life.At("2027-01-18 10:00"), life.Case.Owed(PromiseKind.Statutory)?.DueAt);
    }

    [Fact]
    public void A_resolution_that_did_not_stand_is_no_recovery_time()
    {
        var life = Life.Of().Until("2026-11-24 12:00").Resolved().Until("2026-11-27 10:00")
            .Do(k => new CustomerAnswers(k, false)).Until("2026-11-30 10:00").Do(k => new CloseCase(k, Life.Anna, "They went to court."));

        var row = WholeLifeTests.Effects(life).OfType<RecordOutcome>().Last().Row;
        Assert.Null(row.RecoveryTime);
        Assert.Null(row.ResolvedAt);
    }

    [Fact]
    public void A_pause_that_ended_while_the_driver_slept_is_credited_up_to_its_end()
    {
        var life = Life.Of().MailGoesOut().Do(k => new Pause(k, Life.Anna, "Photo?", Life.At("2026-11-24 10:00")));
        life.Jumps(Duration.FromDays(14));
        life.Do(new DeadlineReached(new CommandId("")));

        Assert.Equal(Duration.FromHours(8), life.The<Resumed>().Credited);
        Assert.Contains(MessageKind.Holding, life.Told);
    }

    [Fact]
    public void An_approved_remedy_may_be_named_again_in_the_resolution_as_it_was_proposed()
    {
        var offer = new RemedyOffer("voucher", 20, null, "A voucher.");
        var life = Life.Of().Do(k => new ProposeRemedy(k, Life.Anna, offer))
            .Do(k => new Resolve(k, Life.Anna, ResolutionOutcome.Upheld, "We lost it.", "carrier-lost", offer));

        Assert.Equal(20, life.Case.Resolution!.Remedy!.Amount);
    }

    [Fact]
    public void An_extension_to_the_end_of_time_is_refused_not_thrown()
    {
        var life = Life.Of().Resolved().Do(k => new CustomerAnswers(k, false));
        var decision = life.Decide(new Extend(life.Key(), Life.Anna, Instant.FromUtc(9998, 1, 1, 0, 0), "x"));

        if (decision is Accepted)
        {
            life.Do(k => new Extend(k, Life.Anna, Instant.FromUtc(9998, 1, 1, 0, 0), "x"));
            Assert.NotNull(CaseClock.NextDue(life.Case, Life.Policy));
        }
    }

    [Fact]
    public void A_repeat_of_an_assignment_that_changed_nothing_still_changes_nothing()
    {
        var life = Life.Of();
        var again = new Assign(life.Key(), Life.Anna, life.Case.Owner!);
        life.Do(again).Do(k => new Assign(k, Life.Lena, "bela")).Do(k => new Assign(k, Life.Lena, "lena"));

        Assert.Empty(Assert.IsType<Accepted>(life.Decide(again)).Events);
    }

    [Fact]
    public void An_owner_who_is_assigned_again_is_not_alerted_again()
    {
        var life = Life.Of().Do(k => new Assign(k, Life.Lena, "anna"));

        Assert.True(life.All<Assigned>().Last().Again);
        Assert.Equal("care", life.Case.Team);
        Assert.DoesNotContain(WholeLifeTests.Effects(life), e => e.Id.StartsWith($"{life.Case.Id}-{life.All<Assigned>().Last().Number}-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_remedy_that_was_given_is_reported_although_its_resolution_did_not_stand()
    {
        var life = Life.Of()
            .Do(k => new Resolve(k, Life.Anna, ResolutionOutcome.Upheld, "We lost it.", "carrier-lost", Life.Voucher(20)))
            .Do(k => new CustomerAnswers(k, false))
            .Resolved()
            .Do(k => new CustomerAnswers(k, true, 5));

        Assert.Equal(20, WholeLifeTests.Effects(life).OfType<RecordOutcome>().Last().Row.RemedyAmount);
    }
}
