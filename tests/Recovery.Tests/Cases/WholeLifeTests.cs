using NodaTime;
using Recovery.Cases;

namespace Recovery.Tests.Cases;

public partial class WholeLifeTests
{
    [Fact]
    public void A_complaint_is_judged_owned_acknowledged_and_owed_at_once()
    {
        var life = Life.Of(Life.Complaint("My parcel has not come and I am in hospital.")).MailGoesOut();

        Assert.Equal("delivery", life.Case.Category);
        Assert.Equal("high", life.Case.Severity);
        Assert.Equal(["illness"], life.Case.Signs.AsEnumerable());
        Assert.Equal("anna", life.Case.Owner);
        Assert.Equal("email", life.The<Acknowledged>().Via);
        Assert.Equal(new PromiseTally(1, 1, 0), life.Case.Tally[PromiseKind.Acknowledge]);
        Assert.Equal(Life.At("2026-11-24 10:00"), life.Case.Owed(PromiseKind.Update)!.DueAt);
        Assert.Equal(Life.At("2026-11-30 10:00"), life.Case.Owed(PromiseKind.Resolve)!.DueAt);
        Assert.Equal(Life.At("2027-01-18 10:00"), life.Case.Owed(PromiseKind.Statutory)!.DueAt);
        Assert.Equal(
            "update due Tue 24 Nov 2026 10:00 (Europe/Berlin): 1 business day after the complaint was received (rule promises.update.bySeverity.high)",
            life.Case.Owed(PromiseKind.Update)!.Explanation);
        var acknowledgement = life.The<MessageWritten>();
        Assert.Contains("the delivery of your order", acknowledgement.Body, StringComparison.Ordinal);
        Assert.Contains("Tue 24 Nov 2026 10:00", acknowledgement.Body.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void An_anonymous_complaint_is_acknowledged_on_its_status_page()
    {
        var life = Life.Of(new() { Channel = Complaints.Channel.Form, Description = "Rude.", Anonymous = true });

        Assert.Equal("status page", life.The<Acknowledged>().Via);
        Assert.DoesNotContain(Effects(life), e => e is CustomerEmail);
    }

    [Fact]
    public void Team_members_own_cases_in_turn_and_a_category_may_have_its_own_owner()
    {
        Assert.Equal("anna", Life.Of(turn: 2).Case.Owner);
        Assert.Equal("bela", Life.Of(turn: 3).Case.Owner);
        Assert.Equal("lena", Life.Of(Life.Complaint("I was charged twice")).Case.Owner);
    }

    [Fact]
    public void Mail_that_does_not_leave_breaks_the_promise_to_acknowledge()
    {
        var life = Life.Of().Until(Life.At("2026-11-23 11:00"), mail: false);

        Assert.Equal(PromiseKind.Acknowledge, life.The<PromiseMissed>().Kind);
        Assert.Equal(1, life.The<Escalated>().Level);

        life.MailGoesOut();

        Assert.True(life.The<PromiseKept>().Late);
        Assert.Equal(new PromiseTally(1, 0, 1), life.Case.Tally[PromiseKind.Acknowledge]);
    }

    [Fact]
    public void Diligent_staff_write_before_the_customer_asks_and_the_case_closes_as_confirmed()
    {
        var life = Life.Of()
            .Until("2026-11-24 15:00").Do(k => new SendMessage(k, Life.Anna, "We found the parcel."))
            .Until("2026-11-26 12:00").Do(k => new Resolve(k, Life.Anna, ResolutionOutcome.Upheld, "The carrier lost it.", "carrier-lost", Life.Voucher(20)))
            .Until("2026-11-30 13:00").Do(k => new CustomerAnswers(k, true, 5, true, 9));

        Assert.Empty(life.All<PromiseMissed>());
        Assert.Empty(life.All<Escalated>());
        Assert.Equal(
            [MessageKind.Acknowledgement, MessageKind.Message, MessageKind.Resolution, MessageKind.FollowUp, MessageKind.Closed], life.Told);
        var row = Effects(life).OfType<RecordOutcome>().Single().Row;
        Assert.True(row.Recovered);
        Assert.Equal(CloseManner.Confirmed, row.Manner);
        Assert.Equal("voucher", row.RemedyKind);
        Assert.Equal(Duration.FromHours(74), row.RecoveryTime);
        Assert.Null(CaseClock.NextDue(life.Case, Life.Policy));
    }

    [Fact]
    public void A_forgotten_case_is_reminded_of_then_held_honestly_and_climbs_the_ladder_once_a_level()
    {
        var life = Life.Of().Until("2026-12-02 17:00");

        var firstReminder = life.All<OwnerReminded>().First();
        Assert.Equal(Life.At("2026-11-24 16:00"), firstReminder.At);
        Assert.Equal([1, 2, 3], life.All<Escalated>().Select(e => e.Level));
        Assert.Equal(Life.At("2026-11-25 10:00"), life.All<Escalated>().First().At);
        Assert.Equal(Life.At("2026-11-26 10:00"), life.All<Escalated>().ElementAt(1).At);
        Assert.Equal(Life.At("2026-11-30 10:00"), life.All<Escalated>().Last().At);
        var held = life.All<MessageWritten>().First(m => m.Kind == MessageKind.Holding);
        Assert.Equal(Life.At("2026-11-25 10:00"), held.At);
        Assert.Contains("We have not finished", held.Body, StringComparison.Ordinal);
        Assert.Contains("Fri 27 Nov 2026 10:00", held.Body.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(3, life.Told.Count(k => k == MessageKind.Holding));
    }

    [Fact]
    public void Once_somebody_takes_the_escalation_it_climbs_no_further_for_that_deadline()
    {
        var life = Life.Of().Until("2026-11-25 11:00").Do(k => new TakeEscalation(k, Life.Lena)).Until("2026-11-27 09:30");

        Assert.Equal(1, life.The<Escalated>().Level);
        Assert.Equal("lena", life.Case.Escalation!.TakenBy);

        life.Until("2026-11-27 10:00");

        Assert.Equal(2, life.All<Escalated>().Count());
        Assert.Equal(2, life.All<Escalated>().Last().Promise);
    }

    [Fact]
    public void A_resolution_that_slips_climbs_the_ladder_though_updates_were_kept()
    {
        var life = Life.Of();
        while (life.Now < Life.At("2026-12-10 12:00"))
            life.Passes("1bd").Do(k => new SendMessage(k, Life.Anna, "Still at it."));

        Assert.Equal([1, 2, 3], life.All<Escalated>().Select(e => e.Level));
        Assert.All(life.All<Escalated>(), e => Assert.Equal(PromiseKind.Resolve, e.Kind));
        Assert.Equal(Life.At("2026-12-07 10:00"), life.The<PromiseMissed>().At);
    }

    [Fact]
    public void A_customer_who_has_to_ask_is_a_counted_breach_and_hears_from_us_sooner()
    {
        var life = Life.Of().Until("2026-11-24 09:30").Do(k => new CustomerWrites(k, "Hello, any news?"));

        Assert.Equal(1, life.Case.AskedFirst);
        var owed = life.Case.Owed(PromiseKind.Update)!;
        Assert.Equal(Life.At("2026-11-24 13:30"), owed.DueAt);
        Assert.Equal("promises.update.afterAsking", owed.Rule);

        life.Do(k => new CustomerWrites(k, "ANY NEWS???"));
        Assert.Equal(1, life.Case.AskedFirst);

        life.Do(k => new SendMessage(k, Life.Anna, "Sorry.")).Do(k => new CustomerWrites(k, "and?", AsksForNews: true));
        Assert.Equal(2, life.Case.AskedFirst);
    }

    [Fact]
    public void Waiting_for_the_customer_stops_the_service_clock_and_not_the_statutory_one()
    {
        var life = Life.Of().Until("2026-11-23 12:00");
        var resolve = life.Case.Owed(PromiseKind.Resolve)!.DueAt;
        var statutory = life.Case.Owed(PromiseKind.Statutory)!.DueAt;
        life.Do(k => new Pause(k, Life.Anna, "Please send a photo."))
            .Until("2026-11-25 14:00").Do(k => new CustomerWrites(k, "Here it is."));

        Assert.IsType<InProgress>(life.Case.Phase);
        Assert.Equal(Duration.FromHours(18), life.The<Resumed>().Credited);
        Assert.Equal(life.Calendar.AddBusinessTime(resolve, Duration.FromHours(18)), life.Case.Owed(PromiseKind.Resolve)!.DueAt);
        Assert.Contains("18 h credited for the pause since Mon 23 Nov 2026 12:00", life.Case.Owed(PromiseKind.Resolve)!.Explanation, StringComparison.Ordinal);
        Assert.Equal(statutory, life.Case.Owed(PromiseKind.Statutory)!.DueAt);
        Assert.Empty(life.All<PromiseMissed>());
    }

    [Fact]
    public void The_statutory_clock_runs_out_eight_weeks_on_though_the_case_is_paused_again_and_again()
    {
        var life = Life.Of();
        while (life.Now < Life.At("2027-01-18 10:00"))
        {
            if (life.Case.Phase is InProgress)
                life.Do(k => new Pause(k, Life.Anna, "We wait."));
            life.Passes("5bd");
        }

        Assert.Equal(Life.At("2027-01-18 10:00"), life.All<PromiseMissed>().Single(e => e.Kind == PromiseKind.Statutory).At);
        Assert.Equal([1, 2, 3], life.All<Escalated>().Select(e => e.Level));
    }

    [Fact]
    public void A_pause_that_nobody_ends_ends_by_itself_and_the_owner_is_told()
    {
        var life = Life.Of().Do(k => new Pause(k, Life.Anna, "Photo?", Life.At("2026-11-24 10:00"))).Until("2026-11-24 10:00");

        Assert.IsType<InProgress>(life.Case.Phase);
        Assert.Contains(Effects(life).OfType<StaffAlert>(), a => a.Person == "anna" && a.Id.StartsWith($"{life.Case.Id}-{life.The<Resumed>().Number}", StringComparison.Ordinal));
    }
}
