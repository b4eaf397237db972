using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Local.Storage;

namespace Recovery.Local.Tests.Storage;

public sealed class SqliteCaseStoreTests : IAsyncDisposable
{
    private readonly StoreOnDisk _disk = new();

    private SqliteCaseStore Store => _disk.Store;

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task What_was_saved_is_found_whole()
    {
        var change = StoredCases.Opened(1);

        Assert.True(await Store.SaveAsync(change, default));

        var work = await Store.LoadWorkAsync(change.Case.Id, default);
        Assert.Equal(CaseJson.Write(change.Case), CaseJson.Write(work!.Case));
        Assert.Equal(change.Effects[0].Id, Assert.Single(work.Effects).Effect.Id);
        var history = await Store.HistoryAsync(change.Case.Id, default);
        Assert.Equal(change.Events.Select(CaseJson.Write), history.Select(CaseJson.Write));
    }

    [Fact]
    public async Task A_case_that_nobody_opened_is_not_there()
    {
        var id = CaseId.From("store", "nobody");

        Assert.Null(await Store.LoadAsync(id, default));
        Assert.Null(await Store.LoadWorkAsync(id, default));
        Assert.Empty(await Store.HistoryAsync(id, default));
    }

    [Fact]
    public async Task The_same_complaint_delivered_by_many_at_once_is_one_case()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Store.SaveAsync(StoredCases.Opened(1), default)));

        Assert.Single(results, saved => saved);
        Assert.Equal(2, (await Store.HistoryAsync(StoredCases.Opened(1).Case.Id, default)).Count);
        Assert.Equal(1, await _disk.Database.CasesAsync(default));
    }

    [Fact]
    public async Task Of_two_staff_acting_at_once_one_wins_and_the_other_has_written_nothing()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);

        var results = await Task.WhenAll(
            Store.SaveAsync(StoredCases.Noted(opened.Case, "first"), default), Store.SaveAsync(StoredCases.Noted(opened.Case, "second"), default));

        Assert.Single(results, saved => saved);
        var history = await Store.HistoryAsync(opened.Case.Id, default);
        Assert.Equal(results[0] ? "first" : "second", Assert.IsType<Noted>(history[^1]).Text);
        Assert.Equal(3, history.Count);
    }

    [Fact]
    public async Task A_conflict_changes_neither_effects_nor_statistics_nor_search()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);
        var day = new LocalDate(2026, 11, 23);
        var late = StoredCases.Noted(opened.Case) with
        {
            ExpectedVersion = 1,
            Done = [opened.Effects[0].Id],
            Effects = [new CountStatistics("c", opened.Case.Id, day, ["received"])],
            SearchText = "zebra",
        };

        Assert.False(await Store.SaveAsync(late, default));

        Assert.Single((await Store.LoadWorkAsync(opened.Case.Id, default))!.Effects);
        Assert.Empty(await _disk.Reports.RollupsAsync(day, day, default));
        Assert.Empty((await Store.QueryAsync(new CaseQuery { Now = StoredCases.Monday, Text = "zebra" }, default)).Cases);
    }

    [Fact]
    public async Task One_change_that_cannot_be_written_does_not_harm_those_beside_it()
    {
        var bad = StoredCases.Opened(13);
        bad = bad with { Events = [bad.Events[0], bad.Events[0]] };

        var saves = Enumerable.Range(0, 60).Select(n => n == 13 ? Store.SaveAsync(bad, default) : Store.SaveAsync(StoredCases.Opened(n), default)).ToList();

        await Assert.ThrowsAsync<SqliteException>(() => saves[13]);
        Assert.All(await Task.WhenAll(saves.Where((_, n) => n != 13)), Assert.True);
        Assert.Null(await Store.LoadAsync(bad.Case.Id, default));
        Assert.Equal(59, (await Store.QueryAsync(new CaseQuery { Now = StoredCases.Monday, Limit = 200 }, default)).Cases.Count);
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        var opened = StoredCases.Opened(1, due: StoredCases.Monday);
        await Store.SaveAsync(opened, default);
        await Store.SaveAsync(StoredCases.Noted(opened.Case), default);

        await _disk.ReopenAsync();

        Assert.Equal(3, (await Store.LoadAsync(opened.Case.Id, default))!.Version);
        Assert.Equal([opened.Case.Id], await Store.DueAsync(StoredCases.Monday, 10, default));
        Assert.Equal(StoredCases.Monday, await _disk.Database.LastEventAtAsync(default));
        Assert.Single((await Store.LoadWorkAsync(opened.Case.Id, default))!.Effects);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_alone()
    {
        await Store.SaveAsync(StoredCases.Opened(1), default);
        await _disk.CloseAsync();
        SetVersion(99);

        var refused = Assert.Throws<UnusableDatabaseException>(() => SqliteDatabase.Open(_disk.Directory));

        Assert.Contains("schema version 99", refused.Message, StringComparison.Ordinal);
        SetVersion(1);
        await _disk.ReopenAsync();
        Assert.NotNull(await Store.LoadAsync(StoredCases.Opened(1).Case.Id, default));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_with_its_name()
    {
        var directory = Directory.CreateTempSubdirectory("recovery-no-db-");
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, SqliteDatabase.FileName), new string('x', 5000));

        var refused = Assert.Throws<UnusableDatabaseException>(() => SqliteDatabase.Open(directory.FullName));

        Assert.Contains(SqliteDatabase.FileName, refused.Message, StringComparison.Ordinal);
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Effects_are_taken_off_when_done_and_wait_when_they_failed()
    {
        var opened = StoredCases.Opened(1) with { Effects = [Alert("a"), Alert("b"), Alert("c")] };
        await Store.SaveAsync(opened, default);
        var later = StoredCases.Monday + Duration.FromMinutes(7);

        await Store.SaveAsync(StoredCases.Noted(opened.Case) with { Done = ["a"], Retries = [new PendingEffect(Alert("b"), 2, later)] }, default);

        var effects = (await Store.LoadWorkAsync(opened.Case.Id, default))!.Effects;
        Assert.Equal([("b", 2, later)], effects.Where(e => e.Attempts > 0).Select(e => (e.Effect.Id, e.Attempts, e.NotBefore)));
        Assert.True(effects.Single(e => e.Effect.Id == "c").NotBefore <= StoredCases.Monday);
        Assert.Equal(2, effects.Count);

        StaffAlert Alert(string effect) => new(effect, StoredCases.Opened(1).Case.Id, "maya", [], "s", "b");
    }

    [Fact]
    public async Task Cases_are_due_at_their_time_the_longest_overdue_first()
    {
        foreach (var hours in new[] { 3, 1, 2 })
            await Store.SaveAsync(StoredCases.Opened(hours), default);

        Assert.Empty(await Store.DueAsync(StoredCases.Monday, 10, default));
        Assert.Equal(StoredCases.Monday + Duration.FromHours(1), await Store.NextWakeAsync(default));
        var due = await Store.DueAsync(StoredCases.Monday + Duration.FromHours(2), 10, default);
        Assert.Equal([StoredCases.Opened(1).Case.Id, StoredCases.Opened(2).Case.Id], due);
        Assert.Single(await Store.DueAsync(StoredCases.Monday + Duration.FromHours(2), 1, default));
    }

    [Fact]
    public async Task A_wake_between_two_ticks_of_the_store_is_never_told_too_early()
    {
        var wake = StoredCases.Monday.PlusNanoseconds(1);
        await Store.SaveAsync(StoredCases.Opened(1) with { WakeAt = wake }, default);

        Assert.Empty(await Store.DueAsync(StoredCases.Monday, 10, default));
        Assert.True(await Store.NextWakeAsync(default) >= wake);
    }

    [Fact]
    public async Task A_closed_case_wakes_nobody()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);
        var before = _disk.Wakes;

        await Store.SaveAsync(
            StoredCases.Changed(opened.Case, new Closed(CloseManner.Staff, "x"), c => c with { Phase = new ClosedPhase(StoredCases.Monday, CloseManner.Staff, "x") }),
            default);

        Assert.Equal(1, before);
        Assert.Equal(before, _disk.Wakes);
        Assert.Null(await Store.NextWakeAsync(default));
    }

    [Fact]
    public async Task Every_save_that_was_answered_before_closing_is_kept()
    {
        var saves = Enumerable.Range(0, 300).Select(n => Store.SaveAsync(StoredCases.Opened(n), default)).ToImmutableArray();
        await _disk.ReopenAsync();

        Assert.All(await Task.WhenAll(saves), Assert.True);
        Assert.Equal(300, await _disk.Database.CasesAsync(default));
    }

    private void SetVersion(int version)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_disk.Directory, SqliteDatabase.FileName)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA user_version = {version}";
        command.ExecuteNonQuery();
    }
}
