using Microsoft.Data.Sqlite;
using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Local.Storage;

/// <summary>The event log. The one writer gives positions in the order of its commits, so that a reader misses none.</summary>
public sealed class SqliteEventLog(SqliteDatabase database, SqliteCaseStore store) : IEventLog
{
    public async Task AppendAsync(IReadOnlyList<PublishedEvent> events, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count > 0)
            await store.PublishAsync(events, cancel);
    }

    public async Task<IReadOnlyList<LoggedEvent>> ReadAsync(long after, int limit, CancellationToken cancel) =>
        await database.ReadAsync(c => c.List(WebhookSql.ReadLog, [after, limit], Read), cancel);

    public async Task<LoggedEvent?> AtAsync(long position, CancellationToken cancel) =>
        await database.ReadAsync(c => c.List($"SELECT {WebhookSql.EventColumns} FROM log WHERE position = $0", [position], Read) is [var found] ? found : null, cancel);

    public async Task<LoggedEvent?> FindAsync(string id, CancellationToken cancel) =>
        await database.ReadAsync(c => c.List(WebhookSql.FindEvent, [id], Read) is [var found] ? found : null, cancel);

    public async Task<long> LastAsync(CancellationToken cancel)
    {
        // The sequence outlives the events that were forgotten.
        const string Sql = "SELECT coalesce((SELECT max(position) FROM log), (SELECT seq FROM sqlite_sequence WHERE name = 'log'), 0)";
        return await database.ReadAsync(c => (long)c.Scalar(Sql)!, cancel);
    }

    public async Task<long> LastBeforeAsync(Instant time, CancellationToken cancel) =>
        await database.ReadAsync(c => c.Scalar(WebhookSql.LastBefore, CaseRows.TicksFrom(time)) is long position ? position : 0, cancel);

    public Task<int> ForgetAsync(Instant before, int limit, CancellationToken cancel) => store.WriteAsync(
        writer =>
        {
            writer.Run(WebhookSql.ForgetEvents, CaseRows.TicksFrom(before), limit);
            return writer.Changed();
        },
        cancel);

    private static LoggedEvent Read(SqliteDataReader row) => new(
        row.GetInt64(0),
        new PublishedEvent
        {
            Id = row.GetString(1),
            Type = row.GetString(3),
            At = Instant.FromUnixTimeTicks(row.GetInt64(4)),
            Stream = row.GetString(5),
            Data = row.GetString(6),
        },
        Instant.FromUnixTimeTicks(row.GetInt64(2)));
}
