using Microsoft.Data.Sqlite;
using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;

namespace Recovery.Local.Storage;

/// <summary>
/// Cases in SQLite. <see cref="CountStatistics"/>, <see cref="RecordOutcome"/>, <see cref="WithdrawOutcome"/> and
/// <see cref="PublishEvent"/> are applied in the transaction that saves their case, exactly once; they are never among the
/// pending effects.
/// </summary>
public sealed class SqliteCaseStore : ICaseStore, IAsyncDisposable
{
    private readonly SqliteDatabase _database;
    private const int ManyWaiting = 8;

    private readonly WriteQueue _writes;

    /// <param name="database">Where to write.</param>
    /// <param name="clock">Tells when events come into the log.</param>
    /// <param name="wakes">Told when a case wants to be woken at another time than before.</param>
    /// <param name="webhooks">Told when events came into the log.</param>
    public SqliteCaseStore(SqliteDatabase database, IClock clock, IWakeSignal wakes, IWebhookSignal webhooks)
    {
        _database = database;
        _writes = new WriteQueue(database, clock, wakes.Raise, webhooks.Published);
    }

    public async Task<Case?> LoadAsync(CaseId id, CancellationToken cancel) =>
        await _database.ReadAsync(c => c.Scalar("SELECT json FROM cases WHERE id = $0", id.Value) is string json ? CaseJson.ReadCase(json) : null, cancel);

    public async Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel)
    {
        const string Sql =
            """
            SELECT c.json, e.attempts, e.not_before, e.json FROM cases c LEFT JOIN effects e ON e.case_n = c.n
            WHERE c.id = $0 ORDER BY e.seq
            """;
        return await _database.ReadAsync(Read, cancel);

        CaseWork? Read(ReadConnection connection)
        {
            using var row = connection.Command(Sql, id.Value).ExecuteReader();
            if (!row.Read())
                return null;
            var subject = CaseJson.ReadCase(row.GetString(0));
            var effects = new List<PendingEffect>();
            do
            {
                if (!row.IsDBNull(3))
                    effects.Add(new(CaseJson.ReadEffect(row.GetString(3)), row.GetInt32(1), Instant.FromUnixTimeTicks(row.GetInt64(2))));
            }
            while (row.Read());
            return new CaseWork(subject, effects);
        }
    }

    public async Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel)
    {
        const string Sql =
            """
            SELECT e.json FROM cases c JOIN events e ON e.place BETWEEN c.n * 1048576 AND c.n * 1048576 + 1048575
            WHERE c.id = $0 ORDER BY e.place
            """;
        return await _database.ReadAsync(c => c.List(Sql, [id.Value], row => CaseJson.ReadEvent(row.GetString(0))), cancel);
    }

    /// <summary>More complaints come in than the disk takes at once: whoever can wait, should.</summary>
    public bool IsPressed => _writes.Length > ManyWaiting;

    public Task<bool> SaveAsync(CaseChange change, CancellationToken cancel) => _writes.SaveAsync(change, cancel);

    /// <summary>Appends to the event log in the order and the transactions of the cases.</summary>
    internal Task PublishAsync(IReadOnlyList<PublishedEvent> events, CancellationToken cancel) => _writes.PublishAsync(events, cancel);

    /// <summary>Writes something else in the order and the transactions of the cases, and so shares their flushes to disk.</summary>
    internal Task<T> WriteAsync<T>(Func<CaseWriter, T> work, CancellationToken cancel) => _writes.WriteAsync(work, cancel);

    public async Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel) =>
        await _database.ReadAsync(
            c => c.List("SELECT id FROM cases WHERE wake_at <= $0 ORDER BY wake_at LIMIT $1", [now.ToUnixTimeTicks(), limit], row => IdOf(row.GetString(0))),
            cancel);

    public async Task<Instant?> NextWakeAsync(CancellationToken cancel) =>
        await _database.ReadAsync(
            c => c.Scalar("SELECT min(wake_at) FROM cases WHERE wake_at IS NOT NULL") is long ticks ? Instant.FromUnixTimeTicks(ticks) : (Instant?)null,
            cancel);

    public async Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel)
    {
        var sql = QueueSql.For(query);
        if (sql is null)
            return new CasePage([], null);
        var cases = await _database.ReadAsync(Read, cancel);
        if (cases.Count <= sql.Limit)
            return new CasePage(cases, null);
        cases.RemoveAt(sql.Limit);
        return new CasePage(cases, QueuePlace.Of(cases[^1]).ToCursor());

        List<CaseSummary> Read(ReadConnection connection)
        {
            sql.Plan(connection);
            return connection.List(sql.Text, sql.Values, ReadSummary);
        }
    }

    /// <summary>Commits what was queued.</summary>
    public ValueTask DisposeAsync() => _writes.DisposeAsync();

    private static CaseSummary ReadSummary(SqliteDataReader row) => new()
    {
        Id = IdOf(row.GetString(0)),
        Version = row.GetInt32(1),
        Status = row.GetString(2),
        Owner = TextOrNull(row, 3),
        Category = row.GetString(4),
        Severity = row.GetString(5),
        Missed = row.GetBoolean(6),
        Reference = row.GetString(7),
        Channel = row.GetString(8),
        Excerpt = row.GetString(9),
        OpenedAt = Instant.FromUnixTimeTicks(row.GetInt64(10)),
        DueWhat = TextOrNull(row, 11),
        DueAt = row.IsDBNull(12) ? null : Instant.FromUnixTimeTicks(row.GetInt64(12)),
        Level = row.GetInt32(13),
        TakenBy = TextOrNull(row, 14),
        AwaitsOurReply = row.GetBoolean(15),
        Undelivered = row.GetBoolean(16),
        Marks = row.GetString(17) is { Length: > 0 } marks ? marks.Split(' ') : [],
    };

    internal static string? TextOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    internal static CaseId IdOf(string text) =>
        CaseId.TryParse(text, out var id) ? id : throw new InvalidDataException("A row of the table cases has an id that is none.");
}
