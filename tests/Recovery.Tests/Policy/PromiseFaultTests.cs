using System.Text.Json.Nodes;
using static Recovery.Tests.Policy.PolicyEdit;

namespace Recovery.Tests.Policy;

/// <summary>Promises that cannot be kept and ladders that cannot be climbed.</summary>
public sealed class PromiseFaultTests
{
    [Theory]
    [InlineData("acknowledge")]
    [InlineData("update")]
    [InlineData("resolve")]
    [InlineData("statutory")]
    public void A_promise_to_be_kept_before_it_is_made(string promise)
    {
        var faults = Faults(p => p["promises"]![promise]!["within"] = "-P1D");

        Assert.Contains(faults, f => f.Path == $"$.promises.{promise}.within" && f.Reason.Contains("longer than nothing, not -P1D", StringComparison.Ordinal));
    }

    [Fact]
    public void A_promise_by_a_severity_that_there_is_not() =>
        IsRefused(p => p["promises"]!["resolve"]!["bySeverity"]!["urgent"] = "1bd", "$.promises.resolve.bySeverity.urgent", "names the severity \"urgent\"");

    [Fact]
    public void A_reminder_before_the_promise_is_made() =>
        IsRefused(p => p["promises"]!["update"]!["remindBefore"] = "3bd", "$.promises.update.remindBefore", "must be shorter than the promise");

    [Fact]
    public void A_reminder_in_hours_is_held_against_a_promise_in_days() =>
        IsRefused(p => p["promises"]!["update"]!["remindBefore"] = "40bh", "$.promises.update.remindBefore", "must be shorter than the promise");

    [Fact]
    public void A_reminder_after_the_promise_is_due() =>
        IsRefused(p => p["promises"]!["statutory"]!["remindBefore"] = "-P1D", "$.promises.statutory.remindBefore", "longer than nothing");

    [Fact]
    public void A_ladder_out_of_order_names_both_levels() =>
        IsRefused(
            p => p["escalation"]!["ladder"]![1]!["at"]!["resolve"] = "-1bd",
            "$.escalation.ladder[1].at.resolve", "level 2 \"Head of service\" (-1bd)", "level 1 \"Team lead\" (-4bh)");

    [Fact]
    public void Two_levels_at_the_same_time_are_out_of_order_too() =>
        IsRefused(p => p["escalation"]!["ladder"]![1]!["at"]!["update"] = "PT0S", "$.escalation.ladder[1].at.update", "must come after level 1");

    [Fact]
    public void A_ladder_that_is_in_order_but_for_one_weekday_names_that_day() =>
        IsRefused(
            p =>
            {
                p["escalation"]!["ladder"]![1]!["at"]!["resolve"] = "1bd";
                p["escalation"]!["ladder"]![2]!["at"]!["resolve"] = "P1DT6H";
            },
            "$.escalation.ladder[2].at.resolve", "level 3 \"Director\"", "for a deadline on a Saturday it does not, on the calendar \"office\"");

    [Fact]
    public void A_level_may_leave_a_promise_out_and_the_others_are_still_compared() =>
        IsRefused(
            p =>
            {
                p["escalation"]!["ladder"]![1]!["at"]!.AsObject().Remove("resolve");
                p["escalation"]!["ladder"]![2]!["at"]!["resolve"] = "-1bd";
            },
            "$.escalation.ladder[2].at.resolve", "level 3", "level 1");

    [Fact]
    public void Levels_are_numbered_in_order() =>
        IsRefused(p => p["escalation"]!["ladder"]![2]!["level"] = 4, "$.escalation.ladder[2].level", "must be 3, not 4");

    [Fact]
    public void A_level_that_is_never_reached() =>
        IsRefused(p => p["escalation"]!["ladder"]![2]!["at"] = new JsonObject(), "$.escalation.ladder[2].at", "never be reached");

    [Fact]
    public void A_level_that_reaches_nobody() =>
        IsRefused(p => p["escalation"]!["ladder"]![2]!["role"] = "directors", "$.escalation.ladder[2].role", "nobody in \"people\"", "Did you mean \"director\"?");

    [Fact]
    public void A_statutory_step_without_a_statutory_rule()
    {
        var faults = Faults(p => p["promises"]!.AsObject().Remove("statutory"));

        Assert.Equal(
            ["$.escalation.ladder[0].at.statutory", "$.escalation.ladder[1].at.statutory", "$.escalation.ladder[2].at.statutory"],
            faults.Select(f => f.Path));
        Assert.All(faults, f => Assert.Contains("no \"statutory\" rule", f.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void No_ladder_at_all() => IsRefused(p => p["escalation"]!["ladder"] = new JsonArray(), "$.escalation.ladder", "has no level");
}
