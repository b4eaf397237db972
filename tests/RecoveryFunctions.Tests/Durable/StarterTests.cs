using Microsoft.DurableTask.Client;
using NodaTime;
using RecoveryFunctions.Cases;

namespace RecoveryFunctions.Tests.Durable;

public class StarterTests
{
    [Fact]
    public async Task A_failed_orchestration_is_told_to_operators_and_started_anew()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.Hub.SettleAsync();
        life.Instance.End(OrchestrationRuntimeStatus.Failed);
        await life.NudgeAsync();
        await life.Hub.SettleAsync();

        Assert.False(life.Instance.IsOver);
        Assert.Equal(["OrchestrationFailed"], life.Starts.Names);
        Assert.Contains("Failed", life.Starts.Texts[0], StringComparison.Ordinal);
        Assert.Equal(0, life.Client.Recreated);
    }

    [Fact]
    public async Task A_terminated_one_too()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.Hub.SettleAsync();
        life.Instance.End(OrchestrationRuntimeStatus.Terminated);
        await life.NudgeAsync();
        await life.Hub.SettleAsync();

        Assert.False(life.Instance.IsOver);
        Assert.Equal(["OrchestrationFailed"], life.Starts.Names);
    }

    [Fact]
    public async Task A_runtime_that_cannot_be_reached_fails_the_nudge_so_that_its_queue_tries_again()
    {
        var life = await new DrivenCases().OpenAsync();
        life.Client.IsDown = true;

        await Assert.ThrowsAsync<IOException>(life.NudgeAsync);
    }

    [Fact]
    public async Task A_start_that_fails_while_nothing_exists_fails_the_nudge()
    {
        var life = await new DrivenCases().OpenAsync();
        life.Hub.Instances.Clear();
        life.Client.LookedUp = _ =>
        {
            life.Client.LookedUp = _ => life.Client.IsDown = false;
            life.Client.IsDown = true;
        };

        await Assert.ThrowsAsync<IOException>(life.NudgeAsync);
    }

    [Fact]
    public async Task Finished_instances_are_purged_and_running_or_failed_ones_are_not()
    {
        var life = await new DrivenCases().OpenAsync();
        foreach (var status in (OrchestrationRuntimeStatus[])[OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Terminated, OrchestrationRuntimeStatus.Failed])
        {
            life.Hub.Start($"{status}", null, "1.0");
            life.Hub.Instances[$"{status}"].End(status);
        }

        life.Clock.Now += Duration.FromHours(1);
        await life.PurgeAsync();
        // Too fresh: it may be about to be started anew.
        Assert.Equal(4, life.Hub.Instances.Count);

        life.Clock.Now += Duration.FromDays(200);
        await life.PurgeAsync();

        Assert.Equal(["Failed", life.Id.Value], life.Hub.Instances.Keys.OrderBy(k => k.Length));
    }

    [Fact]
    public async Task Windows_are_a_day_long_and_touch_each_other()
    {
        var life = new DrivenCases();
        await life.PurgeAsync();

        var windows = life.Client.Purges.OrderBy(p => p.CreatedFrom).ToList();
        Assert.Equal(FinishedInstances.Days, windows.Count);
        Assert.All(windows, w => Assert.Equal(TimeSpan.FromDays(1), w.CreatedTo - w.CreatedFrom));
        Assert.All(windows.Zip(windows.Skip(1)), w => Assert.Equal(w.First.CreatedTo, w.Second.CreatedFrom));
        Assert.Equal(life.Clock.Now.ToDateTimeOffset() - TimeSpan.FromDays(1), windows[^1].CreatedTo);
    }

    [Fact]
    public async Task A_purge_that_takes_too_long_is_cut_off_and_goes_on_elsewhere_the_next_night()
    {
        var life = new DrivenCases();
        life.Client.PurgeTakes = Duration.FromSeconds(5);
        var seen = new HashSet<LocalDate>();
        for (var night = 0; night < 8; night++)
        {
            var start = life.Clock.Now;
            await life.PurgeAsync();
            Assert.True(life.Clock.Now - start < Duration.FromMinutes(6));
            seen.UnionWith(life.Client.Purges.Select(p => LocalDate.FromDateTime(p.CreatedFrom!.Value.UtcDateTime)));
            life.Client.Purges.Clear();
            life.Clock.Now = start + Duration.FromDays(1);
        }

        Assert.True(seen.Count >= FinishedInstances.Days, $"{seen.Count} days");
    }
}
