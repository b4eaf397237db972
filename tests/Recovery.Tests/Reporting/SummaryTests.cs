using System.Collections.Immutable;
using NodaTime;
using Recovery.Cases;
using Recovery.Reporting;

namespace Recovery.Tests.Reporting;

public class SummaryTests
{
    private static readonly LocalDate Monday = new(2026, 11, 23);

    [Fact]
    public void Silence_says_nothing_about_satisfaction()
    {
        var summary = SummaryOf(Confirmed(satisfaction: 5, recovered: true), Confirmed(satisfaction: 2, recovered: false), Silent(), Silent());

        Assert.Equal(4, summary.Closed);
        Assert.Equal(2, summary.Answered);
        Assert.Equal(0.5, summary.RecoveryRate);
        Assert.Equal(0.25, summary.RecoveryRateFloor);
        Assert.Equal(new Average(3.5, 2), summary.Satisfaction);
    }

    [Fact]
    public void When_nobody_answered_there_is_no_recovery_rate_but_its_floor_is_zero()
    {
        var summary = SummaryOf(Silent());

        Assert.Null(summary.RecoveryRate);
        Assert.Equal(0, summary.RecoveryRateFloor);
        Assert.Null(summary.Satisfaction.Mean);
    }

    [Fact]
    public void A_period_in_which_nothing_happened_has_no_rates_and_no_times()
    {
        var summary = Summary.From([]);

        Assert.Equal(0, summary.Received);
        Assert.Null(summary.RecoveryRateFloor);
        Assert.Null(summary.RecoveryTimeMedian);
        Assert.All(summary.Promises, p => Assert.Null(p.KeptRate));
    }

    [Fact]
    public void Recovery_time_is_that_of_the_resolved_over_all_days()
    {
        var quick = Confirmed(5, true) with { RecoveryTime = Duration.FromHours(2) };
        var slow = Confirmed(4, true) with { RecoveryTime = Duration.FromDays(9) };
        var withdrawn = Silent() with { Manner = CloseManner.Staff, RecoveryTime = null };

        var summary = Summary.From([Day(Monday, quick, quick, withdrawn), Day(Monday.PlusDays(1), slow)]);

        Assert.Equal(2, summary.RecoveryTimeMedian!.Value.TotalHours, 0.04);
        Assert.Equal(9, summary.RecoveryTimeP90!.Value.TotalDays, 0.18);
    }

    [Fact]
    public void Promises_are_counted_by_kind_and_every_kind_is_shown()
    {
        var summary = Summary.From(
        [
            Counted(Monday, (Figures.PromiseKept(PromiseKind.Update), 3), (Figures.PromiseMissed(PromiseKind.Update), 1)),
            Counted(Monday.PlusDays(1), (Figures.AskedFirst, 2), (Figures.Received, 5), (Figures.Reopened, 1)),
        ]);

        Assert.Equal(Enum.GetValues<PromiseKind>(), summary.Promises.Select(p => p.Kind));
        Assert.Equal(new PromiseCount(PromiseKind.Update, 3, 1, 0.75), summary.Promises.Single(p => p.Kind == PromiseKind.Update));
        Assert.Equal((2, 5, 1), (summary.AskedFirst, summary.Received, summary.Reopened));
    }

    [Fact]
    public void Escalations_come_by_level_and_causes_by_frequency()
    {
        var late = Silent() with { RootCause = "late-carrier" };
        var summary = Summary.From(
        [
            Day(Monday, late, late, Silent() with { RootCause = "wrong-price" }),
            Counted(Monday, (Figures.Escalated(10), 1), (Figures.Escalated(2), 4)),
        ]);

        Assert.Equal<Count>([new("2", 4), new("10", 1)], summary.Escalations);
        Assert.Equal<Count>([new("late-carrier", 2), new("wrong-price", 1)], summary.Causes);
    }

    [Fact]
    public void A_count_that_was_taken_back_is_not_shown()
    {
        var summary = Summary.From([Counted(Monday, ("cause.late-carrier", 0), ("cause.wrong-price", 1))]);

        Assert.Equal<Count>([new("wrong-price", 1)], summary.Causes);
    }

    [Fact]
    public void What_customers_would_do_is_asked_of_those_who_said()
    {
        var summary = SummaryOf(
            Confirmed(5, true) with { WouldReturn = true, Recommend = 10 },
            Confirmed(1, false) with { WouldReturn = false, Recommend = 0 },
            Confirmed(4, true) with { WouldReturn = true },
            Silent());

        Assert.Equal(2.0 / 3, summary.WouldReturn!.Value, 3);
        Assert.Equal(new Average(5, 2), summary.Recommend);
    }

    [Fact]
    public void A_row_counts_each_figure_once()
    {
        var figures = OutcomeFigures.Of(Confirmed(5, true));

        Assert.Equal(figures.Distinct(), figures);
        Assert.Contains("closed.confirmed", figures);
        Assert.Contains("satisfaction.5", figures);
    }

    private static Summary SummaryOf(params OutcomeRow[] rows) => Summary.From([Day(Monday, rows)]);

    private static DailyRollup Day(LocalDate day, params OutcomeRow[] rows) =>
        new(day, rows.SelectMany(r => OutcomeFigures.Of(r)).GroupBy(f => f).ToImmutableDictionary(g => g.Key, g => g.LongCount()));

    private static DailyRollup Counted(LocalDate day, params (string Figure, long Count)[] counts) =>
        new(day, counts.ToImmutableDictionary(c => c.Figure, c => c.Count));

    private static OutcomeRow Confirmed(int satisfaction, bool recovered) =>
        Silent() with { Manner = CloseManner.Confirmed, Answered = true, Solved = true, Satisfaction = satisfaction, Recovered = recovered };

    private static OutcomeRow Silent() => new()
    {
        Case = CaseId.From("test", "1"),
        ClosedOn = Monday,
        OpenedAt = Instant.FromUtc(2026, 11, 20, 9, 0),
        ClosedAt = Instant.FromUtc(2026, 11, 23, 9, 0),
        PolicyId = "default-1-00000000",
        Channel = "form",
        Category = "delivery",
        Severity = "normal",
        Manner = CloseManner.Silence,
        Answered = false,
        Recovered = false,
        Reopenings = 0,
        AskedFirst = 0,
        HighestLevel = 0,
        PromisesKept = 2,
        PromisesMissed = 0,
    };
}
