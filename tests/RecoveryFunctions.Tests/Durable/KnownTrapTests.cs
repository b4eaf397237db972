using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Cases;

namespace RecoveryFunctions.Tests.Durable;

/// <summary>Traps of the durable runtime, one test for each thread that tells of one.</summary>
public class KnownTrapTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Durabletask_dotnet_508_no_cancelled_wait_swallows_the_next_nudge(bool newestWaitFirst)
    {
        var life = new DrivenCases();
        life.Hub.NewestWaitFirst = newestWaitFirst;
        await life.OpenAsync();
        // A round that a timer ended, so that its wait for a nudge was in vain, then a nudge.
        await life.UntilAsync(life.Store.WakeAt(life.Id) ?? life.Clock.Now);
        await life.UntilAsync(life.Store.WakeAt(life.Id)!.Value);
        var before = life.Hub.Rounds;
        await life.NudgeAsync();
        await life.Hub.SettleAsync();

        Assert.Equal(1, life.Hub.Rounds - before);
    }

    [Fact]
    public async Task Durabletask_dotnet_508_is_what_a_wait_with_a_timeout_falls_into()
    {
        // Shows that the runtime of these tests has the trap: such code misses a nudge in it.
        var clock = new VirtualClock(Instant.FromUtc(2026, 11, 23, 9, 0));
        var looked = 0;
        var hub = new DurableHub(WithTimeouts, (_, _) => Task.FromResult<string?>($"{++looked}"), clock) { NewestWaitFirst = false };
        hub.Start("x", null, "");
        await hub.UntilAsync(clock.Now + Duration.FromMinutes(90));
        Assert.Equal(2, looked);
        hub.Raise("x", CaseOrchestrator.Nudge, "true");
        await hub.SettleAsync();

        Assert.Equal(2, looked);

        static async Task WithTimeouts(TaskOrchestrationContext context)
        {
            while (true)
            {
                await context.CallActivityAsync<string?>("Look");
                try
                {
                    await context.WaitForExternalEvent<object?>(CaseOrchestrator.Nudge, TimeSpan.FromHours(1));
                }
                catch (TaskCanceledException)
                {
                    // The hour is over.
                }
            }
        }
    }

    [Fact]
    public async Task Durabletask_dotnet_801_a_nudge_between_a_round_and_the_next_is_carried_over()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.Hub.SettleAsync();
        var before = life.Hub.Rounds;
        // The first ends the round, the second comes with it and belongs to the next.
        await life.NudgeAsync();
        await life.NudgeAsync();
        await life.Hub.SettleAsync();

        Assert.Equal(2, life.Hub.Rounds - before);
    }

    [Fact]
    public async Task Durabletask_dotnet_713_no_timer_runs_on_behind_a_nudge()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.UntilAsync("2026-11-23 10:30");
        for (var i = 0; i < 5; i++)
        {
            await life.NudgeAsync();
            await life.Hub.SettleAsync();
        }

        Assert.Equal(0, life.Hub.TimersLeftRunning);
        Assert.Single(life.Instance.Timers);
    }

    [Fact]
    public async Task Durabletask_dotnet_387_a_nudge_lost_round_continue_as_new_costs_minutes()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.Hub.SettleAsync();
        life.Hub.LosesEventsRoundContinueAsNew = true;
        // The first nudge ends the round; while the next turn has read the case already, the customer writes.
        life.LosesNudges = true;
        life.Hub.AfterActivity = async () =>
        {
            life.Hub.AfterActivity = null;
            await life.DecideAsync(k => new CustomerWrites(k, "One more thing."));
        };
        await life.NudgeAsync();
        await life.Hub.SettleAsync();
        Assert.True(life.Store.WakeAt(life.Id) <= life.Clock.Now);

        await life.UntilAsync(life.Clock.Now + Duration.FromMinutes(3));
        await life.SweepAsync();
        await life.Hub.SettleAsync();

        Assert.True(life.Store.WakeAt(life.Id) > life.Clock.Now);
    }

    [Fact]
    public async Task Durable_extension_3043_starting_twice_makes_no_second_instance()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.Hub.SettleAsync();
        var running = life.Instance;
        // Two nudges found no instance; this one comes second.
        life.Hub.Instances.Remove(life.Id.Value);
        life.Client.LookedUp = id =>
        {
            life.Client.LookedUp = null;
            life.Hub.Instances[id] = running;
        };
        await life.NudgeAsync();

        Assert.Same(running, life.Instance);
        Assert.Equal(0, life.Client.Recreated);
    }

    [Fact]
    public async Task Durable_extension_3316_every_status_refuses_a_start_over_what_exists()
    {
        var life = await new DrivenCases().OpenAsync();

        var named = life.Client.LastStart!.DedupeStatuses!;
        foreach (var status in StartOrchestrationOptionsExtensions.ValidDedupeStatuses)
            Assert.Contains(status.ToString(), named);
        Assert.Equal(CaseOrchestrator.Version, life.Client.LastStart.Version!.Value.Version);
    }

    [Fact]
    public async Task Durable_extension_3323_an_activity_that_runs_twice_tells_the_customer_once()
    {
        var life = new DrivenCases();
        life.Hub.RunsActivitiesTwice = true;
        await life.OpenAsync();
        await life.UntilAsync("2026-11-24 10:00");
        await life.ResolveAsync();
        await life.UntilAsync("2026-12-20 10:00");

        Assert.Equal("closed", life.Case.Phase.Status);
        Assert.Equal(life.Ran.Select(e => e.Id).Distinct(), life.Ran.Select(e => e.Id));
        Assert.Equal(life.Told.Distinct(), life.Told);
    }

    [Fact]
    public async Task An_activity_that_fails_is_tried_after_growing_waits_and_the_case_catches_up()
    {
        var life = new DrivenCases();
        var log = new Entries<DrivenCases>();
        life.Hub.Logs = log.AsFactory();
        life.Hub.Breaks = () => new IOException("carla@customer.example could not be stored");
        var tries = Tries(life);
        await life.OpenAsync();
        await life.UntilAsync("2026-11-23 12:30");
        Assert.False(life.Case.IsAcknowledged);
        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 123], tries);
        // Once for each failure, however often the code was replayed; and nothing of what the exception said.
        Assert.Equal(8, log.Names.Count(n => n == "TurnFailed"));
        Assert.DoesNotContain(log.Texts, t => t.Contains("carla", StringComparison.Ordinal));
        Assert.Contains(life.Id.Value, log.Texts[0], StringComparison.Ordinal);

        life.Hub.Breaks = () => null;
        await life.UntilAsync("2026-11-23 13:03");

        Assert.True(life.Case.IsAcknowledged);
        Assert.False(life.Instance.IsOver);
    }

    [Fact]
    public async Task A_case_that_can_never_have_its_turn_costs_some_fifty_tries_a_day_and_its_history_stays_short()
    {
        var life = new DrivenCases();
        life.Hub.Breaks = () => new IOException();
        await life.OpenAsync();
        await life.UntilAsync("2026-11-25 10:00");

        Assert.InRange(life.Hub.Rounds, 48, 130);
        Assert.True(life.Hub.LongestHistory < 100, $"{life.Hub.LongestHistory} rows of history");
        Assert.Equal(0, life.Hub.TimersLeftRunning);
        Assert.True(life.Hub.LargestText <= 40, $"{life.Hub.LargestText} characters");
    }

    [Fact]
    public async Task A_nudge_cuts_a_wait_after_failures_short_each_time_and_the_waits_grow_on()
    {
        var life = new DrivenCases();
        life.Hub.Breaks = () => new IOException();
        var tries = Tries(life);
        await life.OpenAsync();
        foreach (var time in (string[])["10:20", "10:25"])
        {
            await life.UntilAsync($"2026-11-23 {time}");
            await life.NudgeAsync();
            await life.Hub.SettleAsync();
        }

        await life.UntilAsync("2026-11-23 11:24");
        Assert.Equal([0, 1, 3, 7, 15, 20, 25], tries);
        Assert.Single(life.Instance.Timers);

        life.Hub.Breaks = () => null;
        await life.NudgeAsync();
        await life.Hub.SettleAsync();

        Assert.True(life.Case.IsAcknowledged);
        Assert.Equal(0, life.Hub.TimersLeftRunning);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Durabletask_dotnet_508_after_failures_too_each_nudge_is_one_try(bool newestWaitFirst)
    {
        var life = new DrivenCases();
        life.Hub.NewestWaitFirst = newestWaitFirst;
        life.Hub.Breaks = () => new IOException();
        await life.OpenAsync();
        await life.UntilAsync("2026-11-23 10:20");
        var before = life.Hub.Rounds;
        for (var i = 0; i < 3; i++)
            await life.NudgeAsync();
        await life.Hub.SettleAsync();

        Assert.Equal(3, life.Hub.Rounds - before);
    }

    [Fact]
    public async Task A_time_that_has_passed_already_is_waited_for_a_second_and_no_hot_loop_begins()
    {
        var clock = new VirtualClock(Instant.FromUtc(2026, 11, 23, 9, 0));
        var id = CaseId.From("test", "1").Value;
        var hub = new DurableHub(CaseOrchestrator.RunAsync, (_, _) => Task.FromResult<string?>("2026-11-23T08:00:00Z"), clock);
        hub.Start(id, $"\"{id}\"", "1.0");
        await hub.UntilAsync(clock.Now + Duration.FromSeconds(10));

        Assert.Equal(11, hub.Rounds);
    }

    [Fact]
    public async Task What_is_no_id_of_a_case_ends_at_once()
    {
        var clock = new VirtualClock(Instant.FromUtc(2026, 11, 23, 9, 0));
        var hub = new DurableHub(CaseOrchestrator.RunAsync, (_, _) => throw new InvalidOperationException("called"), clock);
        hub.Start("x", "\"x\"", "1.0");
        await hub.SettleAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Completed, hub.Instances["x"].Status);
        Assert.Equal(0, hub.Rounds);
    }

    [Fact]
    public async Task The_runtime_of_these_tests_finds_code_that_is_not_deterministic()
    {
        var clock = new VirtualClock(Instant.FromUtc(2026, 11, 23, 9, 0));
        var runs = 0;
        var hub = new DurableHub(async c => await c.CallActivityAsync<string?>($"Look{++runs}"), (_, _) => Task.FromResult<string?>(null), clock);
        hub.Start("x", null, "");

        await Assert.ThrowsAsync<NotDeterministicException>(hub.SettleAsync);
    }

    [Fact]
    public async Task The_runtime_of_these_tests_finds_code_that_leaves_its_thread()
    {
        var clock = new VirtualClock(Instant.FromUtc(2026, 11, 23, 9, 0));
        var hub = new DurableHub(async _ => await Task.Delay(1), (_, _) => Task.FromResult<string?>(null), clock);
        hub.Start("x", null, "");

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(hub.SettleAsync);
    }

    /// <summary>The minutes after the start at which turns begin, from here on.</summary>
    private static List<int> Tries(DrivenCases life)
    {
        var (start, tries) = (life.Clock.Now, new List<int>());
        life.Hub.BeforeActivity = () =>
        {
            tries.Add((int)(life.Clock.Now - start).TotalMinutes);
            return Task.CompletedTask;
        };
        return tries;
    }
}
