using NodaTime;
using Recovery.Cases;

namespace RecoveryFunctions.Tests.Durable;

/// <summary>Whole lives under the shipped policy, driven by nothing but the orchestrator; each request is replayed at every step.</summary>
public class WholeLifeTests
{
    [Fact]
    public async Task A_life_in_ten_steps_ends_with_a_customer_who_says_yes_and_an_instance_that_has_finished()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.UntilAsync("2026-11-23 10:01");
        Assert.True(life.Case.IsAcknowledged);

        await life.DoAsync(k => new Assign(k, DrivenCases.Maya, "tom-bellamy"));
        await (await life.UntilAsync("2026-11-24 15:00")).MessageAsync();
        await (await life.UntilAsync("2026-11-25 10:00")).DoAsync(k => new Pause(k, DrivenCases.Maya, "Please send a photo."));
        await (await life.UntilAsync("2026-11-26 10:00")).DoAsync(k => new CustomerWrites(k, "Here it is."));
        await (await life.UntilAsync("2026-11-26 15:00")).MessageAsync("Thank you.");
        await (await life.UntilAsync("2026-11-27 12:00")).ResolveAsync();
        await life.UntilAsync("2026-12-01 13:00");
        Assert.Equal("following-up", life.Case.Phase.Status);
        await life.DoAsync(k => new CustomerAnswers(k, true, 5, true, 9));
        await life.UntilAsync("2027-06-01 00:00");

        Assert.Equal("closed", life.Case.Phase.Status);
        Assert.Empty(life.Events.OfType<PromiseMissed>());
        Assert.Equal(
            [MessageKind.Acknowledgement, MessageKind.Message, MessageKind.Waiting, MessageKind.Message, MessageKind.Resolution, MessageKind.FollowUp, MessageKind.Closed],
            life.Told);
        Assert.True(life.Instance.IsOver);
        Assert.Equal(0, life.Hub.TimersLeftRunning);
        Assert.Equal(life.Ran.Select(e => e.Id).Distinct(), life.Ran.Select(e => e.Id));
    }

    [Fact]
    public async Task A_case_that_nobody_touches_climbs_every_level_at_the_very_instant_that_the_policy_names()
    {
        var life = await new DrivenCases().OpenAsync();
        await life.UntilAsync("2026-12-20 00:00");

        var missed = life.Events.OfType<PromiseMissed>().First();
        Assert.Equal(DrivenCases.At("2026-11-25 10:00"), missed.At);
        Assert.Equal([1, 2, 3], life.Events.OfType<Escalated>().Select(e => e.Level));
        Assert.Equal(DrivenCases.At("2026-11-25 10:00"), life.Events.OfType<Escalated>().First().At);
        Assert.Contains(MessageKind.Holding, life.Told);
        Assert.NotEmpty(life.Events.OfType<OwnerReminded>());
    }

    [Fact]
    public async Task Eight_weeks_of_statutory_clock_run_through_timers_of_at_most_three_days()
    {
        var life = await new DrivenCases().OpenAsync();
        for (var day = DrivenCases.At("2026-11-23 12:00"); day < DrivenCases.At("2027-01-20 12:00"); day += Duration.FromDays(5))
        {
            await life.UntilAsync(day);
            if (life.Case.Phase is InProgress)
                await life.DoAsync(k => new Pause(k, DrivenCases.Maya, "We wait for the carrier's answer."));
        }

        await life.UntilAsync("2027-01-25 12:00");

        Assert.Equal(life.Case.OpenedAt + Duration.FromDays(56), life.Events.OfType<PromiseMissed>().Single(p => p.Kind == PromiseKind.Statutory).At);
        Assert.False(life.Instance.IsOver);
        Assert.True(life.Hub.LongestHistory < 40, $"{life.Hub.LongestHistory} rows of history");
    }

    [Fact]
    public async Task What_closed_and_is_reopened_long_after_is_driven_again()
    {
        var life = await new DrivenCases().OpenAsync();
        await (await life.UntilAsync("2026-11-24 10:00")).ResolveAsync();
        await life.UntilAsync("2026-12-20 10:00");
        Assert.Equal("closed", life.Case.Phase.Status);
        Assert.True(life.Instance.IsOver);

        await life.DoAsync(k => new CustomerAnswers(k, false, 1, false, 0, "Still nothing."));
        Assert.False(life.Instance.IsOver);
        await life.UntilAsync("2026-12-31 10:00");

        Assert.Contains(life.Events.OfType<PromiseMissed>(), p => p.At > DrivenCases.At("2026-12-20 10:00"));
        Assert.Empty(life.Starts.Names);
    }

    [Fact]
    public async Task Only_the_id_and_a_time_stand_in_the_runtime_and_its_history_stays_short()
    {
        var life = await new DrivenCases().OpenAsync(new string('x', 15_000));
        await life.UntilAsync("2027-01-01 00:00");

        Assert.True(life.Hub.Rounds > 10);
        Assert.True(life.Hub.LargestText <= 40, $"{life.Hub.LargestText} characters");
        Assert.True(life.Hub.LongestHistory < 40, $"{life.Hub.LongestHistory} rows of history");
        Assert.Equal("1.0", life.Instance.Version);
    }
}
