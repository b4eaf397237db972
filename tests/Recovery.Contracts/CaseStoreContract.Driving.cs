using NodaTime;
using Recovery.Cases;

namespace Recovery.Contracts;

/// <content>What drivers rely on: effects that wait, and times at which cases want to be woken.</content>
public abstract partial class CaseStoreContract
{
    [Fact]
    public async Task Effects_are_taken_off_when_done_and_wait_when_they_failed()
    {
        var opened = StoredCases.Opened(1) with { Effects = [Alert("a"), Alert("b"), Alert("c")] };
        await Store.SaveAsync(opened, default);
        var later = StoredCases.Monday + Duration.FromMinutes(7);

        await Store.SaveAsync(StoredCases.Noted(opened.Case) with { Done = ["a"], Retries = [new PendingEffect(Alert("b"), 2, later)] }, default);

        var effects = (await Store.LoadWorkAsync(opened.Case.Id, default))!.Effects;
        Assert.Equal([("b", 2, later)], effects.Where(e => e.Attempts > 0).Select(e => (e.Effect.Id, e.Attempts, e.NotBefore)));
        Assert.Equal(CaseJson.Write(Alert("b")), CaseJson.Write(effects.Single(e => e.Effect.Id == "b").Effect));
        Assert.True(effects.Single(e => e.Effect.Id == "c").NotBefore <= StoredCases.Monday);
        Assert.Equal(2, effects.Count);
    }

    [Fact]
    public async Task Effects_come_in_the_order_in_which_they_were_made()
    {
        var opened = StoredCases.Opened(1) with { Effects = [Alert("1-9-z"), Alert("1-10-a"), Alert("1-2-m")] };
        await Store.SaveAsync(opened, default);
        await Store.SaveAsync(StoredCases.Changed(opened.Case, new Noted("x"), null, Alert("1-1-a")) with { Done = ["1-10-a"] }, default);

        Assert.Equal(["1-9-z", "1-2-m", "1-1-a"], (await Store.LoadWorkAsync(opened.Case.Id, default))!.Effects.Select(e => e.Effect.Id));
    }

    /// <summary>Two turns may have run it, as a driver's rounds are given at least once.</summary>
    [Fact]
    public async Task An_effect_that_another_marked_done_already_hinders_nobody()
    {
        var opened = StoredCases.Opened(1) with { Effects = [Alert("a"), Alert("b"), Alert("c")] };
        await Store.SaveAsync(opened, default);
        var work = await Store.LoadWorkAsync(opened.Case.Id, default);
        await Store.SaveAsync(Quiet(work!) with { Done = ["a", "b"] }, default);

        work = await Store.LoadWorkAsync(opened.Case.Id, default);
        var again = Quiet(work!) with { Done = ["a", "never-was", "c"], Retries = [new PendingEffect(Alert("b"), 1, StoredCases.Monday)] };

        Assert.True(await Store.SaveAsync(again, default));
        Assert.Empty((await Store.LoadWorkAsync(opened.Case.Id, default))!.Effects);
    }

    [Fact]
    public async Task What_is_counted_is_no_pending_effect()
    {
        var day = new LocalDate(2026, 11, 23);
        var opened = StoredCases.Opened(1);
        opened = opened with { Effects = [new CountStatistics("c", opened.Case.Id, day, ["received"]), .. opened.Effects, new WithdrawOutcome("w", opened.Case.Id)] };

        Assert.True(await Store.SaveAsync(opened, default));

        Assert.IsType<StaffAlert>(Assert.Single((await Store.LoadWorkAsync(opened.Case.Id, default))!.Effects).Effect);
    }

    [Fact]
    public async Task Cases_are_due_at_their_time_the_longest_overdue_first()
    {
        foreach (var hours in new[] { 3, 1, 2 })
            await Store.SaveAsync(StoredCases.Opened(hours), default);

        Assert.Empty(await Store.DueAsync(StoredCases.Monday, 10, default));
        Assert.Equal(StoredCases.Monday + Duration.FromHours(1), await Store.NextWakeAsync(default));
        var due = await Store.DueAsync(StoredCases.Monday + Duration.FromHours(2), 10, default);
        Assert.Equal([StoredCases.Opened(1).Case.Id, StoredCases.Opened(2).Case.Id], due);
        Assert.Single(await Store.DueAsync(StoredCases.Monday + Duration.FromHours(2), 1, default));
    }

    [Fact]
    public async Task A_case_that_is_to_be_woken_later_is_no_longer_woken_at_the_time_before()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);
        var later = StoredCases.Monday + Duration.FromDays(60);
        await Store.SaveAsync(StoredCases.Noted(opened.Case) with { WakeAt = later }, default);

        Assert.Empty(await Store.DueAsync(StoredCases.Monday + Duration.FromDays(59), 10, default));
        Assert.Equal(later, await Store.NextWakeAsync(default));
    }

    [Fact]
    public async Task A_wake_between_two_ticks_of_the_store_is_never_told_too_early()
    {
        var wake = StoredCases.Monday.PlusNanoseconds(1);
        await Store.SaveAsync(StoredCases.Opened(1) with { WakeAt = wake }, default);

        Assert.Empty(await Store.DueAsync(StoredCases.Monday, 10, default));
        Assert.True(await Store.NextWakeAsync(default) >= wake);
        Assert.Single(await Store.DueAsync((await Store.NextWakeAsync(default))!.Value, 10, default));
    }

    [Fact]
    public async Task A_closed_case_wakes_nobody()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);

        await Store.SaveAsync(StoredCases.Closed(opened.Case), default);

        Assert.Null(await Store.NextWakeAsync(default));
        Assert.Empty(await Store.DueAsync(StoredCases.Monday + Duration.FromDays(999), 10, default));
    }

    private static StaffAlert Alert(string effect) => new(effect, StoredCases.Opened(1).Case.Id, "maya", [], "s", "b");

    /// <summary>A save that makes no event, as a turn makes it when its effects are done.</summary>
    private static CaseChange Quiet(CaseWork work) => new()
    {
        Case = work.Case,
        ExpectedVersion = work.Case.Version,
        Seen = work.Seen,
        WakeAt = StoredCases.Monday + Duration.FromHours(3),
        Summary = StoredCases.Summary(work.Case, StoredCases.Monday),
    };
}
