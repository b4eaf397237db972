using Recovery.Cases;

namespace Recovery.Tests.Cases;

/// <summary>What meets a duty, what does not, and what lets nobody out of it.</summary>
public class DutyTests
{
    [Fact]
    public void Word_of_an_extension_counts_as_the_update_that_was_owed()
    {
        var life = Life.Of().Until("2026-11-24 12:00").Do(k => new Extend(k, Life.Anna, Life.At("2026-12-15 12:00"), "The carrier searches."));

        Assert.Contains(life.All<PromiseKept>(), p => p is { Kind: PromiseKind.Update, Late: false });
        Assert.Equal(Life.At("2026-11-26 12:00"), life.Case.Owed(PromiseKind.Update)!.DueAt);
    }

    [Fact]
    public void A_pause_does_not_hide_a_resolution_that_was_overdue_before_it()
    {
        var life = Life.Of().MailGoesOut();
        life.Jumps(NodaTime.Duration.FromDays(20));
        life.Do(k => new Pause(k, Life.Anna, "Please send a photo."));

        Assert.Contains(life.All<PromiseMissed>(), p => p.Kind == PromiseKind.Resolve);
        Assert.True(life.Case.Owed(PromiseKind.Resolve)!.Missed);
    }

    [Fact]
    public void A_graver_severity_never_loosens_what_is_owed()
    {
        var life = Life.Of().Until("2026-11-25 09:00").Do(k => new Triage(k, Life.Anna, null, "high", "She is ill."));

        Assert.Equal(Life.At("2026-11-25 10:00"), life.Case.Owed(PromiseKind.Update)!.DueAt);
        Assert.Equal(Life.At("2026-12-02 09:00"), life.Case.Owed(PromiseKind.Resolve)!.DueAt);
    }

    [Fact]
    public void A_reply_from_staff_is_what_the_customer_waited_for()
    {
        var life = Life.Of().Do(k => new CustomerWrites(k, "One more thing."));
        Assert.True(life.Case.AwaitsOurReply);

        life.Do(k => new Note(k, Life.Anna, "n"));
        Assert.True(life.Case.AwaitsOurReply);
        life.Do(k => new SendMessage(k, Life.Anna, "Thank you."));
        Assert.False(life.Case.AwaitsOurReply);
    }

    [Fact]
    public void A_message_long_after_the_closing_is_kept_and_opens_nothing()
    {
        var life = Life.Of().Resolved().Until("2027-03-10 12:00").Do(k => new CustomerWrites(k, "Hello again."));

        Assert.Equal("Hello again.", life.The<CustomerWrote>().Text);
        Assert.Empty(life.All<Reopened>());
        Assert.False(life.Case.IsOpen);
    }

    [Fact]
    public void Late_thanks_are_counted_and_the_closing_is_not_told_twice()
    {
        var life = Life.Of().Resolved().Until("2026-12-10 12:00").Do(k => new CustomerAnswers(k, true, 5));

        Assert.Equal([CloseManner.Silence, CloseManner.Confirmed], life.All<Closed>().Select(c => c.Manner));
        Assert.Equal(1, life.Told.Count(k => k == MessageKind.Closed));
    }
}
