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
    public async Task Of_two_nudges_for_a_finished_case_one_starts_it_anew_and_the_other_is_told_to_that()
    {
        var life = await FinishedAsync();
        // Both saw that it had finished; the other was quicker.
        life.Client.LookedUp = _ =>
        {
            life.Client.LookedUp = null;
            life.Hub.Instances.Remove(life.Id.Value);
            life.Hub.Start(life.Id.Value, $"\"{life.Id}\"", "1.0");
        };
        var before = life.Hub.Rounds;
        await life.NudgeAsync();
        var anew = life.Instance;
        await life.Hub.SettleAsync();

        Assert.Same(anew, life.Instance);
        // The other's turn, and one for this nudge.
        Assert.Equal(2, life.Hub.Rounds - before);
        Assert.Equal(0, life.Client.Recreated);
    }

    [Fact]
    public async Task A_purge_that_fails_while_nothing_was_started_anew_fails_the_nudge()
    {
        var life = await FinishedAsync();
        life.Client.PurgeFails = true;

        await Assert.ThrowsAsync<IOException>(life.NudgeAsync);
        Assert.True(life.Instance.IsOver);
    }

    [Fact]
    public async Task A_purge_that_fails_when_the_instance_is_gone_is_no_hindrance_to_a_start()
    {
        var life = await FinishedAsync();
        life.Client.PurgeFails = true;
        life.Client.LookedUp = _ =>
        {
            life.Client.LookedUp = null;
            life.Hub.Instances.Remove(life.Id.Value);
        };
        await life.NudgeAsync();

        Assert.False(life.Instance.IsOver);
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
    public async Task Windows_touch_each_other_and_reach_back_over_a_year()
    {
        var life = new DrivenCases();
        await life.PurgeAsync();

        var windows = life.Client.Purges.OrderBy(p => p.CreatedFrom).ToList();
        Assert.All(windows.Zip(windows.Skip(1)), w => Assert.Equal(w.First.CreatedTo, w.Second.CreatedFrom));
        Assert.Equal(life.Clock.Now.ToDateTimeOffset() - TimeSpan.FromDays(1), windows[^1].CreatedTo);
        Assert.Equal(TimeSpan.FromDays(FinishedInstances.Days), windows[^1].CreatedTo - windows[0].CreatedFrom);
    }

    [Fact]
    public async Task However_slow_within_reason_every_finished_instance_is_gone_within_eight_nights()
    {
        // Wherever in its round the work begins.
        for (var begin = 0; begin < 70; begin++)
        {
            var life = new DrivenCases();
            life.Clock.Now += Duration.FromDays(begin);
            life.Client.PurgeTakes = Duration.FromSeconds(30);
            var first = life.Clock.Now;
            for (var day = 2; day < FinishedInstances.Days - 8; day++)
            {
                life.Clock.Now = first - Duration.FromDays(day);
                life.Hub.Start($"{day}", null, "1.0");
                life.Hub.Instances[$"{day}"].End(OrchestrationRuntimeStatus.Completed);
            }

            for (var night = 0; night < 8; night++)
            {
                var start = life.Clock.Now = first + Duration.FromDays(night);
                await life.PurgeAsync();
                Assert.True(life.Clock.Now - start < Duration.FromMinutes(6));
            }

            Assert.True(life.Hub.Instances.Count == 0, $"begun {begin} days later, {string.Join(", ", life.Hub.Instances.Keys)} are left");
        }
    }

    private static async Task<DrivenCases> FinishedAsync()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.Hub.SettleAsync();
        life.Instance.End(OrchestrationRuntimeStatus.Completed);
        return life;
    }
}
