using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Local.Storage;
using Recovery.Reporting;

namespace Recovery.Local.Tests.Storage;

public sealed class StatisticsTests : IAsyncDisposable
{
    private static readonly LocalDate s_monday = new(2026, 11, 23);

    private readonly StoreOnDisk _disk = new();

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task What_is_counted_is_counted_with_the_save_and_is_no_pending_effect()
    {
        var opened = StoredCases.Opened(1);
        await _disk.Store.SaveAsync(opened with { Effects = [new CountStatistics("c", opened.Case.Id, s_monday, ["received", "asked-first"])] }, default);

        Assert.Empty((await _disk.Store.LoadWorkAsync(opened.Case.Id, default))!.Effects);
        Assert.Equal(1, await Figure(s_monday, "received"));
        Assert.Equal(1, await Figure(s_monday, "asked-first"));
    }

    [Fact]
    public async Task Many_cases_saved_at_once_are_all_counted()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => StoredCases.Opened(n))
            .Select(c => _disk.Store.SaveAsync(c with { Effects = [new CountStatistics("c", c.Case.Id, s_monday, ["received"])] }, default)));

        Assert.Equal(200, await Figure(s_monday, "received"));
    }

    [Fact]
    public async Task An_outcome_that_replaces_another_takes_its_figures_back_from_the_day_it_was_on()
    {
        var opened = StoredCases.Opened(1);
        await _disk.Store.SaveAsync(opened, default);
        var first = Row(opened.Case.Id, s_monday) with { RootCause = "late-carrier" };
        await _disk.Store.SaveAsync(StoredCases.Changed(opened.Case, new Noted("closed"), null, new RecordOutcome("o1", opened.Case.Id, first)), default);
        Assert.Equal(1, await Figure(s_monday, "closed"));

        var reopened = opened.Case with { Version = 3 };
        var second = Row(opened.Case.Id, s_monday.PlusDays(9)) with { RootCause = "wrong-price", Answered = true, Recovered = true };
        await _disk.Store.SaveAsync(StoredCases.Changed(reopened, new Noted("closed again"), null, new RecordOutcome("o2", opened.Case.Id, second)), default);

        Assert.Equal(0, await Figure(s_monday, "closed"));
        Assert.Equal(0, await Figure(s_monday, "cause.late-carrier"));
        Assert.Equal(1, await Figure(s_monday.PlusDays(9), "closed"));
        Assert.Equal(1, await Figure(s_monday.PlusDays(9), "recovered"));
        Assert.Equal([second], await Outcomes(s_monday, s_monday.PlusDays(30)));
    }

    [Fact]
    public async Task An_outcome_replaced_on_the_same_day_leaves_one()
    {
        var opened = StoredCases.Opened(1);
        await _disk.Store.SaveAsync(opened, default);
        for (var version = 2; version < 5; version++)
        {
            var change = StoredCases.Changed(opened.Case with { Version = version }, new Noted("x"), null, new RecordOutcome($"o{version}", opened.Case.Id, Row(opened.Case.Id, s_monday)));
            Assert.True(await _disk.Store.SaveAsync(change, default));
        }

        Assert.Equal(1, await Figure(s_monday, "closed"));
    }

    [Fact]
    public async Task An_outcome_that_did_not_stand_is_taken_back_until_the_case_closes_again()
    {
        var opened = StoredCases.Opened(1);
        var id = opened.Case.Id;
        await _disk.Store.SaveAsync(opened, default);
        await _disk.Store.SaveAsync(
            StoredCases.Changed(opened.Case, new Noted("closed"), null, new RecordOutcome("o1", id, Row(id, s_monday) with { RootCause = "late-carrier" })), default);

        var reopened = StoredCases.Changed(opened.Case with { Version = 3 }, new Noted("reopened"), null, new WithdrawOutcome("w", id));
        Assert.True(await _disk.Store.SaveAsync(reopened, default));

        Assert.Equal(0, await Figure(s_monday, "closed"));
        Assert.Equal(0, await Figure(s_monday, "cause.late-carrier"));
        Assert.Empty(await Outcomes(s_monday, s_monday));
        Assert.DoesNotContain((await _disk.Store.LoadWorkAsync(id, default))!.Effects, e => e.Effect is WithdrawOutcome);

        var second = Row(id, s_monday.PlusDays(9));
        await _disk.Store.SaveAsync(StoredCases.Changed(opened.Case with { Version = 4 }, new Noted("closed again"), null, new RecordOutcome("o2", id, second)), default);

        Assert.Equal(0, await Figure(s_monday, "closed"));
        Assert.Equal(1, await Figure(s_monday.PlusDays(9), "closed"));
        Assert.Equal([second], await Outcomes(s_monday, s_monday.PlusDays(30)));
    }

    [Fact]
    public async Task Nothing_is_taken_back_from_other_cases_or_from_one_without_an_outcome()
    {
        var (closed, open) = (StoredCases.Opened(1), StoredCases.Opened(2));
        await _disk.Store.SaveAsync(closed with { Effects = [new RecordOutcome("o", closed.Case.Id, Row(closed.Case.Id, s_monday))] }, default);
        await _disk.Store.SaveAsync(open with { Effects = [new WithdrawOutcome("w", open.Case.Id)] }, default);

        Assert.Equal(1, await Figure(s_monday, "closed"));
        Assert.Single(await Outcomes(s_monday, s_monday));
    }

    [Fact]
    public async Task Outcomes_are_read_by_day_over_more_than_one_piece()
    {
        var cases = Enumerable.Range(0, 1203).Select(n => StoredCases.Opened(n)).ToList();
        await Task.WhenAll(cases.Select((c, n) => _disk.Store.SaveAsync(
            c with { Effects = [new RecordOutcome("o", c.Case.Id, Row(c.Case.Id, s_monday.PlusDays(n % 3)))] }, default)));

        var all = await Outcomes(s_monday, s_monday.PlusDays(2));

        Assert.Equal(1203, all.Select(r => r.Case).Distinct().Count());
        Assert.Equal(1203, all.Count);
        Assert.Equal(all.Select(r => r.ClosedOn).Order(), all.Select(r => r.ClosedOn));
        Assert.Equal(401, (await Outcomes(s_monday.PlusDays(1), s_monday.PlusDays(1))).Count);
    }

    [Fact]
    public async Task Turns_go_on_from_the_number_of_cases()
    {
        var turns = new AssignmentTurns(7);

        Assert.Equal(7, await turns.NextAsync(default));
        Assert.Equal(8, await turns.NextAsync(default));
    }

    [Fact]
    public async Task A_sign_in_code_works_once_and_not_after_its_time()
    {
        var codes = new SignInCodes(_disk.Database);
        var (one, two) = (codes.Create(StoredCases.Monday), codes.Create(StoredCases.Monday));

        Assert.True(await codes.IsValidAsync(one, StoredCases.Monday, default));
        Assert.True(codes.TryUse(one, StoredCases.Monday));
        Assert.False(codes.TryUse(one, StoredCases.Monday));
        Assert.False(codes.TryUse(two, StoredCases.Monday + SignInCodes.Lifetime));
        Assert.False(codes.TryUse("", StoredCases.Monday));
        var file = await File.ReadAllBytesAsync(Path.Combine(_disk.Directory, SqliteDatabase.FileName + "-wal"));
        Assert.DoesNotContain(two, System.Text.Encoding.Latin1.GetString(file), StringComparison.Ordinal);
    }

    private async Task<long> Figure(LocalDate day, string figure)
    {
        var rollups = await _disk.Reports.RollupsAsync(day, day, default);
        return rollups.Count == 0 ? 0 : rollups.Single().Figures.GetValueOrDefault(figure);
    }

    private async Task<List<OutcomeRow>> Outcomes(LocalDate from, LocalDate to)
    {
        var rows = new List<OutcomeRow>();
        await foreach (var row in _disk.Reports.OutcomesAsync(from, to, default))
            rows.Add(row);
        return rows;
    }

    private static OutcomeRow Row(CaseId id, LocalDate day) => new()
    {
        Case = id,
        ClosedOn = day,
        OpenedAt = StoredCases.Monday,
        ClosedAt = StoredCases.Monday,
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
        PromisesKept = 1,
        PromisesMissed = 0,
    };
}
