using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Local.Storage;

namespace Recovery.Local.Tests.Storage;

public sealed class SqliteCaseStoreTests : CaseStoreContract, IAsyncDisposable
{
    private readonly StoreOnDisk _disk = new();

    protected override ICaseStore Store => _disk.Store;

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task A_conflict_counts_nothing()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);
        var day = new LocalDate(2026, 11, 23);
        var late = StoredCases.Noted(opened.Case) with
        {
            ExpectedVersion = 1,
            Effects = [new CountStatistics("c", opened.Case.Id, day, ["received"])],
        };

        Assert.False(await Store.SaveAsync(late, default));

        Assert.Empty(await _disk.Reports.RollupsAsync(day, day, default));
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
        SetVersion(3);
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
    public async Task Closing_a_case_does_not_wake_the_loop()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);
        var before = _disk.Wakes;

        await Store.SaveAsync(StoredCases.Closed(opened.Case), default);

        Assert.Equal(1, before);
        Assert.Equal(before, _disk.Wakes);
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
