using NodaTime;
using Recovery.Cases;

namespace Recovery.Tests.Cases;

/// <summary>Which times come by themselves, and which no longer do.</summary>
public class CaseClockTests
{
    [Fact]
    public void A_slip_does_not_call_in_a_level_below_the_one_that_is_called_in()
    {
        var life = Life.Of().Do(k => new Escalate(k, Life.Anna, "The press called.")).Do(k => new Escalate(k, Life.Anna, "Again.")).Until("2026-11-25 12:00");

        Assert.Equal(PromiseKind.Update, life.The<PromiseMissed>().Kind);
        Assert.Equal([1, 2], life.All<Escalated>().Select(e => e.Level));
        Assert.Equal(2, life.Case.Escalation!.Level);
    }

    [Fact]
    public void Once_somebody_has_taken_it_no_further_warning_of_that_deadline_climbs()
    {
        // Staff write each day and the answer is put off, so that the statutory deadline alone climbs.
        var life = Life.Of().Do(k => new Extend(k, Life.Anna, Life.At("2027-01-18 10:00"), "The carrier searches."));
        Diligent("2027-01-05 12:00");
        Assert.Equal((1, PromiseKind.Statutory), (life.The<Escalated>().Level, life.The<Escalated>().Kind));

        life.Do(k => new TakeEscalation(k, Life.Lena));
        Diligent("2027-01-13 12:00");
        Assert.Single(life.All<Escalated>());

        Diligent("2027-01-19 12:00");
        Assert.Contains(life.All<Escalated>(), e => e is { Level: 3, Kind: PromiseKind.Statutory });

        void Diligent(string until)
        {
            while (life.Now < Life.At(until))
                life.Passes("1bd").Do(k => new SendMessage(k, Life.Anna, "Still at it."));
        }
    }

    [Fact]
    public void A_promise_too_short_for_its_reminder_is_reminded_of_half_way()
    {
        var life = Life.Of().Do(k => new CloseCase(k, Life.Anna, "withdrawn")).Until("2027-01-14 10:00").Do(k => new Reopen(k, Life.Anna, "It was not."))
            .Until("2027-01-17 10:00");

        Assert.Equal(Life.At("2027-01-16 10:00"), life.All<OwnerReminded>().Single(r => r.Kind == PromiseKind.Statutory).At);
    }

    [Fact]
    public void Half_way_is_counted_in_business_time_where_the_promise_is()
    {
        var life = Life.Of();
        var late = life.Case.Owed(PromiseKind.Update)! with { MadeAt = Life.At("2026-11-24 16:30") };
        var due = CaseClock.Upcoming(life.Case with { Promises = [late] }, Life.Policy).Single(d => d.Kind == DueKind.Reminder);

        Assert.Equal(Life.At("2026-11-25 09:15"), due.At);
    }

    [Fact]
    public void A_severity_with_a_calendar_of_its_own_is_promised_and_reminded_by_it()
    {
        var life = Life.Of(Life.Complaint("I am in hospital.")).Until("2026-11-23 15:00").Do(k => new CustomerWrites(k, "any news?"));

        // Its office closes at 16:00 and opens at 7:00, with an hour at noon.
        Assert.Equal(Life.At("2026-11-24 10:00"), life.Case.Owed(PromiseKind.Update)!.DueAt);
        life.Do(k => new Pause(k, Life.Anna, "Photo?")).Until("2026-11-24 14:00").Do(k => new Resume(k, Life.Anna));
        Assert.Equal(Duration.FromHours(7), life.The<Resumed>().Credited);
    }
}
