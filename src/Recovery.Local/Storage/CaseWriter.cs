using Microsoft.Data.Sqlite;
using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Local.Storage;

/// <summary>Writes on the one writing connection, each statement prepared once. Not for two threads at a time.</summary>
internal sealed class CaseWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly IClock _clock;
    private readonly Statement _begin, _commit, _rollback, _insertCase, _updateCase, _insertEvent, _insertEffect, _deleteEffect, _retryEffect,
        _index, _findOutcome, _saveOutcome, _deleteOutcome, _count, _lastAt, _publish;

    private readonly Dictionary<string, Statement> _others = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Day, string Figure), long> _counted = [];
    private long _latest;
    private long _loggedAt;

    /// <param name="connection">Where to write; disposed with this.</param>
    /// <param name="clock">Tells when events come into the log.</param>
    public CaseWriter(SqliteConnection connection, IClock clock)
    {
        _connection = connection;
        _clock = clock;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _insertCase = Prepare(
            """
            INSERT INTO cases (id, version, closed, due_sort, wake_at, status, owner, category, severity, missed, reference, channel, excerpt,
              opened_at, due_what, due_at, level, taken_by, awaits_reply, undelivered, json, marks)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            ON CONFLICT (id) DO NOTHING RETURNING n
            """);
        _updateCase = Prepare(
            """
            UPDATE cases SET version = $1, closed = $2, due_sort = $3, wake_at = $4, status = $5, owner = $6, category = $7, severity = $8,
              missed = $9, reference = $10, channel = $11, excerpt = $12, opened_at = $13, due_what = $14, due_at = $15, level = $16,
              taken_by = $17, awaits_reply = $18, undelivered = $19, json = $20, marks = $21
            WHERE id = $0 AND version = $22 RETURNING n
            """);
        _insertEvent = Prepare("INSERT INTO events (place, json) VALUES ($0, $1)");
        _insertEffect = Prepare("INSERT INTO effects (case_n, id, attempts, not_before, json) VALUES ($0, $1, 0, 0, $2) ON CONFLICT DO NOTHING");
        _deleteEffect = Prepare("DELETE FROM effects WHERE case_n = $0 AND id = $1");
        _retryEffect = Prepare("UPDATE effects SET attempts = $2, not_before = $3 WHERE case_n = $0 AND id = $1");
        _index = Prepare("INSERT INTO search (rowid, text) VALUES ($0, $1)");
        _findOutcome = Prepare("SELECT day || char(10) || figures FROM outcomes WHERE case_n = $0");
        _saveOutcome = Prepare("INSERT INTO outcomes (case_n, day, figures, json) VALUES ($0, $1, $2, $3)");
        _deleteOutcome = Prepare("DELETE FROM outcomes WHERE case_n = $0");
        _count = Prepare("INSERT INTO rollups (day, figure, n) VALUES ($0, $1, $2) ON CONFLICT DO UPDATE SET n = n + excluded.n");
        _publish = Prepare("INSERT INTO log (id, logged_at, type, at, stream, data) VALUES ($0, $1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING");
        _lastAt = Prepare("INSERT INTO meta (key, value) VALUES ('last_at', $0) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)");
        _loggedAt = Run("SELECT max(logged_at) FROM log") is long last ? last : 0;
    }

    /// <summary>Writes all in one transaction.</summary>
    public void Commit(IReadOnlyList<QueuedWrite> writes)
    {
        _counted.Clear();
        _latest = long.MinValue;
        _begin.Run();
        try
        {
            foreach (var write in writes)
                write.Run(this);
            foreach (var ((day, figure), count) in _counted)
                _count.Run(day, figure, count);
            if (_latest > long.MinValue)
                _lastAt.Run(_latest);
            _commit.Run();
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <summary>Runs a statement with <c>$0</c>, <c>$1</c> ... bound in order.</summary>
    /// <returns>The first column of the first row that it returns, if any.</returns>
    public object? Run(string sql, params object?[] values)
    {
        if (!_others.TryGetValue(sql, out var statement))
            _others.Add(sql, statement = Prepare(sql));
        return statement.Run(values);
    }

    /// <summary>How many rows the last statement inserted, changed or deleted.</summary>
    public int Changed() => (int)(long)Run("SELECT changes()")!;

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_begin, _commit, _rollback, _insertCase, _updateCase, _insertEvent, _insertEffect, _deleteEffect,
            _retryEffect, _index, _findOutcome, _saveOutcome, _deleteOutcome, _count, _lastAt, _publish, .. _others.Values])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    /// <returns>Whether the stored version was the expected one; if it was not, nothing has been written.</returns>
    public bool Save(CaseRows rows)
    {
        var change = rows.Change;
        if (SaveCase(rows) is not long n)
            return false;
        foreach (var (number, json) in rows.Events)
            _insertEvent.Run((n * CaseRows.EventsPerCase) + number, json);
        foreach (var done in change.Done)
            _deleteEffect.Run(n, done);
        foreach (var retry in change.Retries)
            _retryEffect.Run(n, retry.Effect.Id, retry.Attempts, CaseRows.TicksFrom(retry.NotBefore));
        foreach (var (id, json) in rows.Effects)
            _insertEffect.Run(n, id, json);
        if (change.SearchText is { } text)
            _index.Run((n * CaseRows.EventsPerCase) + change.Case.Version, text);
        foreach (var (day, figures) in rows.Counts)
            Count(day, figures, 1);
        SaveOutcome(n, rows);
        Publish(rows.Published);
        _latest = Math.Max(_latest, rows.LastAt);
        return true;
    }

    /// <summary>Appends to the event log what is not there yet by its id.</summary>
    public void Publish(IReadOnlyList<PublishedEvent> events)
    {
        if (events.Count == 0)
            return;
        // The machine's clock may be set back; the log's time may not, since it is looked up by time.
        _loggedAt = Math.Max(_loggedAt, _clock.GetCurrentInstant().ToUnixTimeTicks());
        foreach (var published in events)
            _publish.Run(published.Id, _loggedAt, published.Type, published.At.ToUnixTimeTicks(), published.Stream, published.Data);
    }

    private object? SaveCase(CaseRows rows)
    {
        var (change, summary) = (rows.Change, rows.Change.Summary);
        object?[] values =
        [
            summary.Id.Value, change.Case.Version, !change.Case.IsOpen, summary.DueAt?.ToUnixTimeTicks() ?? long.MaxValue,
            change.WakeAt is { } wake ? CaseRows.TicksFrom(wake) : null, summary.Status, summary.Owner, summary.Category, summary.Severity,
            summary.Missed, summary.Reference, summary.Channel, summary.Excerpt, summary.OpenedAt.ToUnixTimeTicks(), summary.DueWhat,
            summary.DueAt?.ToUnixTimeTicks(), summary.Level, summary.TakenBy, summary.AwaitsOurReply, summary.Undelivered, rows.Json,
            string.Join(' ', summary.Marks),
        ];
        return change.ExpectedVersion == 0 ? _insertCase.Run(values) : _updateCase.Run([.. values, change.ExpectedVersion]);
    }

    private void SaveOutcome(long n, CaseRows rows)
    {
        if (rows.Outcome is null && !rows.WithdrawsOutcome)
            return;
        if (_findOutcome.Run(n) is string earlier)
        {
            var lines = earlier.Split('\n');
            Count(lines[0], lines[1..], -1);
            _deleteOutcome.Run(n);
        }

        if (rows.Outcome is not var (day, figures, json))
            return;
        _saveOutcome.Run(n, day, figures, json);
        Count(day, figures.Split('\n'), 1);
    }

    // Added up over the transaction: a day has few figures, and hundreds of cases change the same ones.
    private void Count(string day, IReadOnlyList<string> figures, long by)
    {
        foreach (var figure in figures)
            _counted[(day, figure)] = _counted.GetValueOrDefault((day, figure)) + by;
    }

    private void RollBack()
    {
        try
        {
            _rollback.Run();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does when the disk is full; the first error is the one to tell.
        }
    }

    private Statement Prepare(string sql) => new(_connection, sql);

    private sealed class Statement : IDisposable
    {
        private readonly SqliteCommand _command;

        public Statement(SqliteConnection connection, string sql)
        {
            _command = connection.CreateCommand();
            _command.CommandText = sql;
        }

        /// <summary>Runs it with <c>$0</c>, <c>$1</c> ... bound in order.</summary>
        /// <returns>The first column of the first row that it returns, if any.</returns>
        public object? Run(params object?[] values)
        {
            for (var i = _command.Parameters.Count; i < values.Length; i++)
                _command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            for (var i = 0; i < values.Length; i++)
                _command.Parameters[i].Value = values[i] ?? DBNull.Value;
            return _command.ExecuteScalar();
        }

        public void Dispose() => _command.Dispose();
    }
}
