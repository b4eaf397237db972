using Microsoft.Data.Sqlite;
using Recovery.Intake;
using Recovery.Local.Storage;

namespace Recovery.Local.Tests.Storage;

/// <summary>A database in a directory of its own, which can be closed and opened again.</summary>
internal sealed class StoreOnDisk : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("recovery-store-");
    private readonly Wakes _wakes = new();

    public static KeyedHashes Hashes { get; } = new(() => new byte[32]);

    public StoreOnDisk() => (Database, Store) = Open();

    public string Directory => _directory.FullName;

    public SqliteDatabase Database { get; private set; }

    public SqliteCaseStore Store { get; private set; }

    public SqliteReports Reports => new(Database);

    /// <summary>How often the store said that wakes have changed.</summary>
    public int Wakes => _wakes.Raised;

    public long Rows(string table)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Directory, SqliteDatabase.FileName)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var count = connection.CreateCommand();
        count.CommandText = $"SELECT count(*) FROM {table}";
        return (long)count.ExecuteScalar()!;
    }

    public async Task ReopenAsync()
    {
        await CloseAsync();
        (Database, Store) = Open();
    }

    public async Task CloseAsync()
    {
        await Store.DisposeAsync();
        Database.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _directory.Delete(recursive: true);
    }

    private (SqliteDatabase, SqliteCaseStore) Open()
    {
        var database = SqliteDatabase.Open(Directory);
        return (database, new SqliteCaseStore(database, Hashes, _wakes));
    }
}

internal sealed class Wakes : IWakeSignal
{
    private int _raised;

    public int Raised => _raised;

    public void Raise() => Interlocked.Increment(ref _raised);
}
