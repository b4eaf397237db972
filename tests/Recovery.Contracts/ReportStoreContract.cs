using NodaTime;
using Recovery.Cases;
using Recovery.Reporting;

namespace Recovery.Contracts;

/// <summary>What every <see cref="IReportStore"/> keeps to: what cases count is counted once, and stands on the day that it belongs to.</summary>
public abstract class ReportStoreContract
{
    protected static readonly LocalDate Monday = new(2026, 11, 23);

    protected abstract IReportStore Reports { get; }

    /// <summary>
    /// Saves a change that no other change hinders, and lets the store count what it carries. Calls for different cases come
    /// at once; calls for one case one after the other.
    /// </summary>
    protected abstract Task SaveAsync(CaseChange change);

    /// <summary>Called before each reading, for a store that adds up later than it counts.</summary>
    protected virtual Task SettleAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_day_on_which_nothing_was_counted_has_no_figures()
    {
        await SaveAsync(StoredCases.Opened(1));

        await SettleAsync();
        Assert.Empty(await Reports.RollupsAsync(Monday.PlusDays(-400), Monday.PlusDays(400), default));
        Assert.Empty(await Outcomes(Monday.PlusDays(-400), Monday.PlusDays(400)));
    }

    [Fact]
    public async Task What_a_case_counts_stands_on_its_day()
    {
        var opened = StoredCases.Opened(1);
        await SaveAsync(opened with { Effects = [Count(opened.Case, 2, Monday, "received", "asked-first")] });
        await SaveAsync(StoredCases.Changed(opened.Case, new Noted("x"), null, Count(opened.Case, 3, Monday.PlusDays(1), "asked-first")));

        Assert.Equal(1, await Figure(Monday, "received"));
        Assert.Equal(1, await Figure(Monday, "asked-first"));
        Assert.Equal(1, await Figure(Monday.PlusDays(1), "asked-first"));
        Assert.Equal([Monday, Monday.PlusDays(1)], (await Reports.RollupsAsync(Monday, Monday.PlusDays(1), default)).Select(d => d.Day));
        Assert.Equal([Monday.PlusDays(1)], (await Reports.RollupsAsync(Monday.PlusDays(1), Monday.PlusDays(9), default)).Select(d => d.Day));
    }

    [Fact]
    public async Task Many_cases_saved_at_once_are_all_counted()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => StoredCases.Opened(n))
            .Select(c => SaveAsync(c with { Effects = [Count(c.Case, 2, Monday, "received")] })));

        Assert.Equal(200, await Figure(Monday, "received"));
    }

    [Fact]
    public async Task An_outcome_that_replaces_another_takes_its_figures_back_from_the_day_it_was_on()
    {
        var opened = StoredCases.Opened(1);
        await SaveAsync(opened);
        var first = StoredCases.Outcome(opened.Case.Id, Monday) with { RootCause = "late-carrier" };
        await SaveAsync(Closing(opened.Case, first));
        Assert.Equal(1, await Figure(Monday, "closed"));
        Assert.Equal(1, await Figure(Monday, "cause.late-carrier"));

        var second = StoredCases.Outcome(opened.Case.Id, Monday.PlusDays(9)) with { RootCause = "wrong-price", Answered = true, Recovered = true };
        await SaveAsync(Closing(opened.Case with { Version = 3 }, second));

        Assert.Equal(0, await Figure(Monday, "closed"));
        Assert.Equal(0, await Figure(Monday, "cause.late-carrier"));
        Assert.Equal(1, await Figure(Monday.PlusDays(9), "closed"));
        Assert.Equal(1, await Figure(Monday.PlusDays(9), "recovered"));
        Assert.Equal([second], await Outcomes(Monday, Monday.PlusDays(30)));
    }

    [Fact]
    public async Task An_outcome_replaced_on_the_same_day_leaves_one()
    {
        var opened = StoredCases.Opened(1);
        await SaveAsync(opened);
        for (var version = 2; version < 5; version++)
        {
            await SaveAsync(Closing(opened.Case with { Version = version }, StoredCases.Outcome(opened.Case.Id, Monday)));
            Assert.Equal(1, await Figure(Monday, "closed"));
        }

        Assert.Single(await Outcomes(Monday, Monday));
    }

    [Fact]
    public async Task An_outcome_that_did_not_stand_is_taken_back_until_the_case_closes_again()
    {
        var opened = StoredCases.Opened(1);
        var id = opened.Case.Id;
        await SaveAsync(opened);
        await SaveAsync(Closing(opened.Case, StoredCases.Outcome(id, Monday) with { RootCause = "late-carrier" }));
        Assert.Equal(1, await Figure(Monday, "closed"));

        await SaveAsync(Reopening(opened.Case with { Version = 3 }));

        Assert.Equal(0, await Figure(Monday, "closed"));
        Assert.Equal(0, await Figure(Monday, "cause.late-carrier"));
        Assert.Empty(await Outcomes(Monday, Monday));

        var second = StoredCases.Outcome(id, Monday.PlusDays(9));
        await SaveAsync(Closing(opened.Case with { Version = 4 }, second));

        Assert.Equal(0, await Figure(Monday, "closed"));
        Assert.Equal(1, await Figure(Monday.PlusDays(9), "closed"));
        Assert.Equal([second], await Outcomes(Monday, Monday.PlusDays(30)));
    }

    [Fact]
    public async Task Closed_reopened_and_closed_again_in_one_change_counts_the_last()
    {
        var opened = StoredCases.Opened(1);
        var id = opened.Case.Id;
        await SaveAsync(opened);
        var last = StoredCases.Outcome(id, Monday.PlusDays(1)) with { RootCause = "wrong-price" };

        await SaveAsync(StoredCases.Changed(
            opened.Case,
            new Noted("to and fro"),
            null,
            new RecordOutcome($"{id}-3-outcome", id, StoredCases.Outcome(id, Monday)),
            new WithdrawOutcome($"{id}-4-outcome-withdrawn", id),
            new RecordOutcome($"{id}-5-outcome", id, last)));

        Assert.Equal(0, await Figure(Monday, "closed"));
        Assert.Equal(1, await Figure(Monday.PlusDays(1), "cause.wrong-price"));
        Assert.Equal([last], await Outcomes(Monday, Monday.PlusDays(30)));
    }

    [Fact]
    public async Task Nothing_is_taken_back_from_other_cases_or_from_one_without_an_outcome()
    {
        var (closed, open) = (StoredCases.Opened(1), StoredCases.Opened(2));
        await SaveAsync(closed);
        await SaveAsync(Closing(closed.Case, StoredCases.Outcome(closed.Case.Id, Monday)));
        await SaveAsync(open);
        await SaveAsync(Reopening(open.Case));

        Assert.Equal(1, await Figure(Monday, "closed"));
        Assert.Single(await Outcomes(Monday, Monday));
    }

    [Fact]
    public async Task Outcomes_are_read_by_day_over_more_than_one_piece()
    {
        await Task.WhenAll(Enumerable.Range(0, 1203).Select(n =>
        {
            var opened = StoredCases.Opened(n);
            var id = opened.Case.Id;
            return SaveAsync(opened with { Effects = [new RecordOutcome($"{id}-2-outcome", id, StoredCases.Outcome(id, Monday.PlusDays(n % 3)))] });
        }));

        var all = await Outcomes(Monday, Monday.PlusDays(2));

        Assert.Equal(1203, all.Select(r => r.Case).Distinct().Count());
        Assert.Equal(1203, all.Count);
        Assert.Equal(all.Select(r => r.ClosedOn).Order(), all.Select(r => r.ClosedOn));
        Assert.Equal(401, (await Outcomes(Monday.PlusDays(1), Monday.PlusDays(1))).Count);
    }

    protected static CountStatistics Count(Case subject, int number, LocalDate day, params string[] figures) =>
        new($"{subject.Id}-{number}-count", subject.Id, day, [.. figures]);

    protected static CaseChange Closing(Case before, OutcomeRow row) =>
        StoredCases.Changed(before, new Noted("closed"), null, new RecordOutcome($"{before.Id}-{before.Version + 1}-outcome", before.Id, row));

    protected static CaseChange Reopening(Case before) => StoredCases.Changed(
        before, new Noted("reopened"), null, new WithdrawOutcome($"{before.Id}-{before.Version + 1}-outcome-withdrawn", before.Id));

    protected async Task<long> Figure(LocalDate day, string figure)
    {
        await SettleAsync();
        var rollups = await Reports.RollupsAsync(day, day, default);
        return rollups.Count == 0 ? 0 : rollups.Single().Figures.GetValueOrDefault(figure);
    }

    protected async Task<List<OutcomeRow>> Outcomes(LocalDate from, LocalDate to)
    {
        await SettleAsync();
        var rows = new List<OutcomeRow>();
        await foreach (var row in Reports.OutcomesAsync(from, to, default))
            rows.Add(row);
        return rows;
    }
}
