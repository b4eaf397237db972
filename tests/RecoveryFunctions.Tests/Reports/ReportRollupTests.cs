using Azure.Core;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using RecoveryFunctions.Reports;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;

namespace RecoveryFunctions.Tests.Reports;

[Collection(AzuriteTests.Name)]
public sealed class ReportRollupTests(AzuriteServer azurite) : IAsyncLifetime
{
    private static readonly LocalDate s_monday = new(2026, 11, 23);

    private readonly VirtualClock _clock = new(StoredCases.Monday);
    private readonly Calls _calls = new();
    private RecoveryTables _tables = null!;

    public async Task InitializeAsync() => _tables = await azurite.NewTablesAsync(o => o.AddPolicy(_calls, HttpPipelinePosition.PerRetry));

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_turn_that_is_counted_again_after_a_crash_counts_once()
    {
        var id = Case(1);
        CaseEffect[] turn = [Count(id, 3, s_monday, "promise.kept.update"), Count(id, 4, s_monday, "asked-first"), Count(id, 5, s_monday.PlusDays(-1), "asked-first")];

        await ApplyAsync(turn);
        await ApplyAsync(turn);

        Assert.Equal(1, await StoredAsync(s_monday, "asked-first"));
        Assert.Equal(1, await StoredAsync(s_monday.PlusDays(-1), "asked-first"));
    }

    [Fact]
    public async Task What_a_turn_counts_on_a_day_is_one_operation()
    {
        var id = Case(1);

        Assert.Equal(1, await _calls.CountAsync(() => ApplyAsync(Count(id, 1, s_monday, "received"))));
        Assert.Equal(1, await _calls.CountAsync(() => ApplyAsync(Count(id, 2, s_monday, "asked-first"), Count(id, 3, s_monday, "escalated.1"), Count(id, 4, s_monday, "escalated.2"))));
        Assert.Equal(2, await _calls.CountAsync(() => ApplyAsync(Record(id, 5, s_monday))));
    }

    [Fact]
    public async Task A_report_asks_four_times_and_so_does_a_rollup()
    {
        for (var n = 0; n < 20; n++)
            await ApplyAsync(Count(Case(n), 1, s_monday, "received"), Record(Case(n), 2, s_monday));
        await RollUpAsync();
        _clock.Now += Duration.FromHours(1);

        Assert.Equal(4, await _calls.CountAsync(RollUpAsync));
        Assert.Equal(4, await _calls.CountAsync(() => Reports.RollupsAsync(s_monday.PlusDays(-300), s_monday.PlusDays(1), default)));
        Assert.Equal(2, await _calls.CountAsync(() => Reports.RollupsAsync(s_monday.PlusDays(-300), s_monday.PlusDays(-9), default)));
    }

    [Fact]
    public async Task An_outcome_that_was_withdrawn_does_not_come_back_when_its_effect_is_applied_once_more()
    {
        var id = Case(1);
        var (first, withdrawn, second) = (Record(id, 3, s_monday), new WithdrawOutcome($"{id}-4-outcome-withdrawn", id), Record(id, 5, s_monday.PlusDays(1)));

        await ApplyAsync(first, withdrawn);
        await ApplyAsync(first);
        Assert.Equal(0, await ReportedAsync(s_monday, "closed"));

        await ApplyAsync(second);
        await ApplyAsync(first);
        await ApplyAsync(withdrawn);
        await ApplyAsync(first, withdrawn, second);

        Assert.Equal(0, await ReportedAsync(s_monday, "closed"));
        Assert.Equal(1, await ReportedAsync(s_monday.PlusDays(1), "closed"));
        Assert.Equal([s_monday.PlusDays(1)], await OutcomeDaysAsync());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(9, false)]
    [InlineData(0, true)]
    [InlineData(9, true)]
    public async Task Cut_off_anywhere_and_applied_again_the_same_stands_at_the_end(int daysBetween, bool answerLost)
    {
        var later = s_monday.PlusDays(daysBetween);
        for (var cut = 1; ; cut++)
        {
            var id = Case(cut);
            CaseEffect[][] life =
            [
                [Record(id, 3, s_monday)],
                [new WithdrawOutcome($"{id}-4-outcome-withdrawn", id), Count(id, 4, later, "reopened")],
                [Record(id, 5, later)],
            ];
            var wasCut = false;
            _calls.CutAt(cut, answerLost);
            foreach (var turn in life)
            {
                try
                {
                    await ApplyAsync(turn);
                }
                catch (CutOffException)
                {
                    wasCut = true;
                    await ApplyAsync(turn);
                }
            }

            _calls.CutNoMore();
            await RollUpAsync();
            Assert.Equal([later], await OutcomeDaysAsync(id));
            Assert.Equal(cut, await ReportedAsync(later, "closed"));
            Assert.Equal(cut, await ReportedAsync(later, "reopened"));
            if (daysBetween > 0)
                Assert.Equal(0, await ReportedAsync(s_monday, "closed"));
            if (!wasCut)
            {
                Assert.InRange(cut, 8, 40);
                return;
            }
        }
    }

    [Fact]
    public async Task A_figure_of_long_ago_is_told_at_once_and_rolled_up_in_the_next_run()
    {
        await ApplyAsync(Count(Case(1), 1, s_monday, "received"));
        _clock.Now += Duration.FromDays(30);
        await RollUpAsync();

        await ApplyAsync(Count(Case(2), 1, s_monday, "received"));

        Assert.Equal(2, await ReportedAsync(s_monday, "received"));
        await RollUpAsync();
        Assert.Equal(2, await StoredAsync(s_monday, "received"));
    }

    [Fact]
    public async Task A_mark_outlives_a_run_between_it_and_the_figure_that_it_announces()
    {
        _clock.Now += Duration.FromDays(30);
        await RollUpAsync();
        // Marking is the first call, counting the second: cut there, and the run comes in between.
        _calls.CutAt(2);
        await Assert.ThrowsAsync<CutOffException>(() => ApplyAsync(Count(Case(1), 1, s_monday, "received")));
        await RollUpAsync();
        await _tables.Counts.AddEntityAsync(new TableEntity("2026-11-23", $"{Case(1)}-1-count") { ["Figures"] = "received" });

        await RollUpAsync();

        Assert.Equal(1, await StoredAsync(s_monday, "received"));
    }

    [Fact]
    public async Task Marks_go_when_their_days_have_settled()
    {
        _clock.Now += Duration.FromDays(30);
        await RollUpAsync();
        await ApplyAsync(Count(Case(1), 1, s_monday, "received"));
        await RollUpAsync();
        _clock.Now += Duration.FromHours(2);
        await RollUpAsync();

        Assert.Equal(4, await _calls.CountAsync(RollUpAsync));
        Assert.Equal(1, await StoredAsync(s_monday, "received"));
    }

    [Fact]
    public async Task Weeks_without_a_rollup_are_made_good_by_the_next()
    {
        for (var day = 0; day < 80; day++)
        {
            _clock.Now = StoredCases.Monday + Duration.FromDays(day);
            await ApplyAsync(Count(Case(day), 1, s_monday.PlusDays(day), "received"));
            if (day == 5)
                await RollUpAsync();
        }

        await RollUpAsync();

        for (var day = 0; day < 80; day++)
            Assert.Equal(1, await StoredAsync(s_monday.PlusDays(day), "received"));
    }

    [Fact]
    public async Task A_rollup_that_breaks_off_anywhere_is_finished_by_the_next()
    {
        for (var cut = 1; ; cut++)
        {
            _clock.Now += Duration.FromDays(3);
            var day = _clock.Now.InUtc().Date;
            await ApplyAsync(Count(Case(cut), 1, day, "received"), Count(Case(cut), 2, s_monday, "asked-first"));
            _clock.Now += Duration.FromDays(40);
            _calls.CutAt(cut);
            var wasCut = false;
            try
            {
                await RollUpAsync();
            }
            catch (CutOffException)
            {
                wasCut = true;
                Assert.Equal(1, await ReportedAsync(s_monday, "asked-first") - (cut - 1));
                await RollUpAsync();
            }

            _calls.CutNoMore();
            Assert.Equal(1, await StoredAsync(day, "received"));
            Assert.Equal(cut, await StoredAsync(s_monday, "asked-first"));
            if (!wasCut)
                return;
        }
    }

    [Fact]
    public async Task More_than_a_thousand_figures_of_a_day_are_all_added_up()
    {
        await Task.WhenAll(Enumerable.Range(0, 25).Select(n => ApplyAsync([.. Enumerable.Range(1, 50).Select(number => Count(Case(n), number, s_monday, "asked-first"))])));

        await RollUpAsync();

        Assert.Equal(1250, await StoredAsync(s_monday, "asked-first"));
    }

    [Fact]
    public async Task A_day_that_lost_its_last_figure_is_empty_again()
    {
        var id = Case(1);
        await ApplyAsync(Record(id, 3, s_monday));
        await RollUpAsync();
        await ApplyAsync(new WithdrawOutcome($"{id}-4-outcome-withdrawn", id));
        await RollUpAsync();

        Assert.Equal(0, await StoredAsync(s_monday, "closed"));
        Assert.Empty(await Reports.RollupsAsync(s_monday, s_monday, default));
    }

    private TableReports Reports => new(_tables, _clock);

    private Task RollUpAsync() => new ReportRollup(_tables).RunAsync(_clock.Now, default);

    private Task ApplyAsync(params CaseEffect[] effects) => new CaseFigures(_tables, _clock).ApplyAsync(effects, default);

    private async Task<long> ReportedAsync(LocalDate day, string figure) =>
        (await Reports.RollupsAsync(day, day, default)).SingleOrDefault()?.Figures.GetValueOrDefault(figure) ?? 0;

    /// <summary>As the rollup left it.</summary>
    private async Task<long> StoredAsync(LocalDate day, string figure)
    {
        if (!(await _tables.Rollups.GetEntityIfExistsAsync<TableEntity>("changed", "since")).HasValue)
            await RollUpAsync();
        return (await new Rollups(_tables).ReadAsync(day, day, default)).GetValueOrDefault(day)?.GetValueOrDefault(figure) ?? 0;
    }

    private async Task<List<LocalDate>> OutcomeDaysAsync(CaseId? only = null)
    {
        var days = new List<LocalDate>();
        await foreach (var row in Reports.OutcomesAsync(s_monday, s_monday.PlusDays(30), default))
        {
            if (only is null || row.Case == only)
                days.Add(row.ClosedOn);
        }

        return days;
    }

    private static CaseId Case(int number) => StoredCases.Opened(number).Case.Id;

    private static CountStatistics Count(CaseId id, int number, LocalDate day, string figure) => new($"{id}-{number}-count", id, day, [figure]);

    private static RecordOutcome Record(CaseId id, int number, LocalDate day) => new($"{id}-{number}-outcome", id, StoredCases.Outcome(id, day));
}
