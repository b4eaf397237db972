using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Recovery.Local.Storage;

/// <summary>
/// The file <c>recovery.db</c> of a data directory: one connection that writes for the write queue, a few that only
/// read, and short ones for rare writes. A commit is on disk when it returns (<c>synchronous=FULL</c>).
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    public const string FileName = "recovery.db";
    private const int Readers = 4;

    private readonly string _path;
    private readonly ConcurrentBag<ReadConnection> _idle = [];
    private readonly SemaphoreSlim _gate = new(Readers, Readers);

    private SqliteDatabase(string path) => _path = path;

    /// <summary>Opens the database of a directory, makes it if there is none, and brings its tables up to date.</summary>
    /// <exception cref="UnusableDatabaseException">It was written by a newer program, or is no database.</exception>
    public static SqliteDatabase Open(string directory)
    {
        var database = new SqliteDatabase(Path.Combine(directory, FileName));
        try
        {
            using var connection = database.OpenForWriting();
            Schema.Migrate(connection);
        }
        catch (SqliteException broken) when (broken.SqliteErrorCode is 11 or 26)
        {
            throw new UnusableDatabaseException($"{database._path} is not a database that can be read: {broken.Message}");
        }

        return database;
    }

    internal SqliteConnection OpenForWriting()
    {
        var connection = Connect(SqliteOpenMode.ReadWriteCreate);
        using var command = connection.CreateCommand();
        // The log is folded back after some 32 MB: a fold costs more than a commit.
        command.CommandText =
            """
            PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
            PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;
            """;
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>A rare write, on a connection of its own; what is frequent goes through <see cref="WriteQueue"/>.</summary>
    internal T Write<T>(Func<SqliteConnection, T> work)
    {
        using var connection = OpenForWriting();
        return work(connection);
    }

    internal async Task<T> ReadAsync<T>(Func<ReadConnection, T> work, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            var connection = _idle.TryTake(out var idle) ? idle : new ReadConnection(Connect(SqliteOpenMode.ReadOnly));
            try
            {
                return work(connection);
            }
            finally
            {
                _idle.Add(connection);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The latest time of any stored event; null when there is none.</summary>
    public async Task<Instant?> LastEventAtAsync(CancellationToken cancel) =>
        await ReadAsync(c => c.Scalar("SELECT value FROM meta WHERE key = 'last_at'") is long ticks ? Instant.FromUnixTimeTicks(ticks) : (Instant?)null, cancel);

    /// <summary>How many cases were ever stored; counted from the last one's number, not by reading all.</summary>
    public async Task<long> CasesAsync(CancellationToken cancel) =>
        await ReadAsync(c => (long)c.Scalar("SELECT coalesce(max(n), 0) FROM cases")!, cancel);

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
            connection.Dispose();
        _gate.Dispose();
    }

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }
}

/// <summary>A connection with the statements that were prepared on it. Used by one reader at a time.</summary>
internal sealed class ReadConnection(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    /// <summary>The statement with its parameters bound in order: <c>$0</c>, <c>$1</c> ...</summary>
    public SqliteCommand Command(string sql, params IReadOnlyList<object> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            _prepared.Add(sql, command);
        }

        command.Parameters.Clear();
        for (var i = 0; i < values.Count; i++)
            command.Parameters.AddWithValue($"${i}", values[i]);
        return command;
    }

    public object? Scalar(string sql, params IReadOnlyList<object> values) =>
        Command(sql, values).ExecuteScalar() is { } value and not DBNull ? value : null;

    public List<T> List<T>(string sql, IReadOnlyList<object> values, Func<SqliteDataReader, T> read)
    {
        using var reader = Command(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();
        connection.Dispose();
    }
}
