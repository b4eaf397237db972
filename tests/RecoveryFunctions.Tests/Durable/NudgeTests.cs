using Recovery.Cases;

namespace RecoveryFunctions.Tests.Durable;

/// <summary>A nudge at every moment at which it might be missed. The customer's message must reach its owner each time.</summary>
public class NudgeTests
{
    [Fact]
    public async Task Before_the_instance_has_begun()
    {
        var life = await new DrivenCases().OpenAsync();
        await WriteAsync(life);
        await life.Hub.SettleAsync();

        AssertTold(life);
    }

    [Fact]
    public async Task Before_the_activity_begins()
    {
        var life = new DrivenCases();
        life.Hub.BeforeActivity = Once(() => WriteAsync(life));
        await life.OpenAsync();
        await life.Hub.SettleAsync();

        AssertTold(life);
    }

    [Fact]
    public async Task While_effects_run()
    {
        var life = new DrivenCases();
        var once = Once(() => WriteAsync(life));
        life.DuringEffect = _ => once();
        await life.OpenAsync();
        await life.Hub.SettleAsync();

        AssertTold(life);
    }

    [Fact]
    public async Task After_the_activity_and_before_its_result_is_known()
    {
        var life = new DrivenCases();
        life.Hub.AfterActivity = Once(() => WriteAsync(life));
        await life.OpenAsync();
        await life.Hub.SettleAsync();

        AssertTold(life);
    }

    [Fact]
    public async Task In_one_batch_with_the_result_behind_it()
    {
        var life = new DrivenCases();
        var once = Once(() => WriteAsync(life));
        life.Hub.Queued = _ => once();
        await life.OpenAsync();
        await life.Hub.SettleAsync();

        AssertTold(life);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task At_the_very_instant_of_the_timer(bool lost)
    {
        var life = await new DrivenCases().OpenAsync();
        await life.Hub.SettleAsync();
        var due = life.Store.WakeAt(life.Id)!.Value;
        var once = Once(() => WriteAsync(life));
        life.Hub.Queued = happened => happened is TimerFired ? once() : Task.CompletedTask;
        life.Hub.LosesEventsRoundContinueAsNew = lost;
        await life.UntilAsync(due);

        // Lost or not, the round that the timer began comes after it.
        AssertTold(life);
    }

    [Fact]
    public async Task Before_the_timer_in_one_batch_with_it()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.Hub.SettleAsync();
        var due = life.Store.WakeAt(life.Id)!.Value;
        var once = Once(() => WriteAsync(life));
        life.Hub.Queueing = happened => happened is TimerFired ? once() : Task.CompletedTask;
        await life.UntilAsync(due);

        AssertTold(life);
        Assert.Equal(0, life.Hub.TimersLeftRunning);
    }

    [Fact]
    public async Task Many_at_once_are_one_look_or_a_few()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.Hub.SettleAsync();
        var before = life.Hub.Rounds;
        for (var i = 0; i < 10; i++)
            await life.NudgeAsync();
        await life.Hub.SettleAsync();

        Assert.InRange(life.Hub.Rounds - before, 1, 10);
        Assert.False(life.Instance.IsOver);
    }

    [Fact]
    public async Task Just_before_the_instance_would_finish_it_goes_round_once_more()
    {
        var life = await ClosingAsync();
        life.Hub.AfterActivity = Once(life.NudgeAsync);
        var before = life.Hub.Rounds;
        await life.DoAsync(k => new CloseCase(k, DrivenCases.Maya, "Withdrawn."));

        Assert.Equal(2, life.Hub.Rounds - before);
        Assert.True(life.Instance.IsOver);
    }

    [Fact]
    public async Task After_finishing_it_is_started_anew()
    {
        var life = await ClosingAsync();
        await life.DoAsync(k => new CloseCase(k, DrivenCases.Maya, "Withdrawn."));
        Assert.True(life.Instance.IsOver);
        var before = life.Hub.Rounds;

        await life.NudgeAsync();
        await life.Hub.SettleAsync();

        Assert.Equal(1, life.Hub.Rounds - before);
        Assert.True(life.Instance.IsOver);
    }

    [Fact]
    public async Task Lost_while_the_instance_was_finishing_the_sweeper_finds_the_case()
    {
        var life = await ClosingAsync();
        // The look-up still says that it runs; the event comes to nobody.
        var once = Once(async () =>
        {
            life.LosesNudges = true;
            await life.DecideAsync(k => new Reopen(k, DrivenCases.Maya, "It was closed by mistake."));
            life.LosesNudges = false;
        });
        life.Hub.AfterActivity = once;
        await life.DoAsync(k => new CloseCase(k, DrivenCases.Maya, "Withdrawn."));
        Assert.True(life.Instance.IsOver);
        Assert.Equal("open", life.Case.Phase.Status);

        await life.UntilAsync(life.Clock.Now + NodaTime.Duration.FromMinutes(3));
        await life.SweepAsync();
        await life.Hub.SettleAsync();

        Assert.False(life.Instance.IsOver);
        Assert.True(life.Store.WakeAt(life.Id) > life.Clock.Now);
        Assert.Equal(["CasesOverdue"], life.Sweeps.Names);
        Assert.Contains("the oldest by 3 minutes", life.Sweeps.Texts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_on_its_way_the_sweeper_finds_the_case()
    {
        var life = new DrivenCases { LosesNudges = true };
        await life.OpenAsync();
        await life.UntilAsync("2026-11-23 10:01");
        await life.SweepAsync();
        await life.Hub.SettleAsync();
        // Too early: it may only be late.
        Assert.False(life.Case.IsAcknowledged);

        await life.UntilAsync("2026-11-23 10:03");
        await life.SweepAsync();
        await life.Hub.SettleAsync();

        Assert.True(life.Case.IsAcknowledged);
        await life.SweepAsync();
        Assert.Equal(["CasesOverdue"], life.Sweeps.Names);
    }

    private static async Task<DrivenCases> ClosingAsync()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.UntilAsync("2026-11-24 10:00");
        return life;
    }

    private static Task WriteAsync(DrivenCases life) => life.DecideAsync(k => new CustomerWrites(k, "One more thing."));

    private static Func<Task> Once(Func<Task> act)
    {
        var done = false;
        return () =>
        {
            if (done)
                return Task.CompletedTask;
            done = true;
            return act();
        };
    }

    private static void AssertTold(DrivenCases life)
    {
        Assert.Contains(life.Events, e => e is CustomerWrote);
        Assert.True(life.Store.WakeAt(life.Id) > life.Clock.Now, "The case still waits to be looked at.");
        var wrote = life.Events.First(e => e is CustomerWrote).Number;
        Assert.Contains(life.Ran.OfType<StaffAlert>(), a => a.Id.StartsWith($"{life.Id}-{wrote}", StringComparison.Ordinal));
        Assert.False(life.Instance.IsOver);
    }
}
