using Microsoft.Data.Sqlite;
using NodaTime;
using Recovery.Contracts;
using Recovery.Intake;
using Recovery.Local.Storage;

namespace Recovery.Local.Tests.Storage;

/// <summary>A database in a directory of its own, which can be closed and opened again.</summary>
internal sealed class StoreOnDisk : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("recovery-store-");
    private readonly Wakes _wakes = new();
    private readonly ToldOfWebhooks _webhooks = new();
    private readonly IClock _clock;

    /// <param name="clock">Tells the log when events come into it.</param>
    public StoreOnDisk(IClock? clock = null)
    {
        _clock = clock ?? new SettableClock(StoredCases.Monday);
        (Database, Store) = Open();
    }

    public static KeyedHashes Hashes { get; } = new(() => new byte[32]);

    public string Directory => _directory.FullName;

    public SqliteDatabase Database { get; private set; }

    public SqliteCaseStore Store { get; private set; }

    public SqliteReports Reports => new(Database);

    public SqliteEventLog Log => new(Database, Store);

    public SqliteSubscriptions Subscriptions => new(Database, Store, _webhooks);

    public SqliteDeliveries Deliveries => new(Database, Store);

    /// <summary>What the stores told whoever sends webhooks.</summary>
    public ToldOfWebhooks Webhooks => _webhooks;

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
        OpenAgain();
    }

    public void OpenAgain() => (Database, Store) = Open();

    public async Task CloseAsync()
    {
        await Store.DisposeAsync();
        Database.Dispose();
    }

    /// <summary>Beside the stores, on a connection of its own.</summary>
    /// <returns>The first column of the first row.</returns>
    public object? Run(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>How the database goes about a question whose parameters are numbered.</summary>
    public IReadOnlyList<string> Plan(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        for (var number = 0; number < 4; number++)
            command.Parameters.AddWithValue($"${number}", "1");
        using var rows = command.ExecuteReader();
        var plan = new List<string>();
        while (rows.Read())
            plan.Add(rows.GetString(3));
        return plan;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _directory.Delete(recursive: true);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Directory, SqliteDatabase.FileName)};Pooling=False");
        connection.Open();
        return connection;
    }

    private (SqliteDatabase, SqliteCaseStore) Open()
    {
        var database = SqliteDatabase.Open(Directory);
        return (database, new SqliteCaseStore(database, Hashes, _clock, _wakes, _webhooks));
    }
}

internal sealed class Wakes : IWakeSignal
{
    private int _raised;

    public int Raised => _raised;

    public void Raise() => Interlocked.Increment(ref _raised);
}

internal sealed class ToldOfWebhooks : IWebhookSignal
{
    private int _published, _changed;

    public int Publishings => _published;

    public int Changes => _changed;

    /// <summary>Told as well.</summary>
    public IWebhookSignal? Also { get; set; }

    public void Published()
    {
        Interlocked.Increment(ref _published);
        Also?.Published();
    }

    public void SubscriptionsChanged()
    {
        Interlocked.Increment(ref _changed);
        Also?.SubscriptionsChanged();
    }
}
