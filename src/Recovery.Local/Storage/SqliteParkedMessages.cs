using Microsoft.Data.Sqlite;
using NodaTime;
using Recovery.Intake;

namespace Recovery.Local.Storage;

/// <summary>What came in and could not be read.</summary>
/// <param name="intake">What takes a message back; asked when staff try one again.</param>
public sealed class SqliteParkedMessages(SqliteDatabase database, SqliteCaseStore store, IKeptFiles files, Func<IEnumerable<IParkedIntake>> intake)
    : IParkedMessages
{
    private const string Columns = "id, source, reason, parked_at, file, media_type, query";

    public async Task ParkAsync(ParkedMessage message, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(message);
        const string Sql =
            """
            INSERT INTO parked (id, parked_at, source, reason, body, file, media_type, query) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT DO UPDATE SET parked_at = excluded.parked_at, source = excluded.source, reason = excluded.reason, body = excluded.body,
              file = excluded.file, media_type = excluded.media_type, query = excluded.query
            """;
        object?[] values =
        [
            message.Id, message.ParkedAt.ToUnixTimeTicks(), message.Source, message.Reason, message.Body, message.File, message.MediaType, message.Query,
        ];
        await store.WriteAsync(w => w.Run(Sql, values), cancel);
    }

    public async Task<IReadOnlyList<ParkedMessage>> ListAsync(ParkedPlace? after, int limit, CancellationToken cancel)
    {
        var (at, id) = after is null ? (long.MaxValue, "") : (after.ParkedAt.ToUnixTimeTicks(), after.Id);
        var sql = $"SELECT {Columns}, substr(body, 1, {ParkedMessage.StartLength + 1}) FROM parked WHERE (parked_at, id) < ($0, $1) ORDER BY parked_at DESC, id DESC LIMIT $2";
        return await database.ReadAsync(c => c.List(sql, [at, id, limit], Read), cancel);
    }

    public async Task<ParkedMessage?> FindAsync(string id, CancellationToken cancel) =>
        await database.ReadAsync(c => c.List($"SELECT {Columns}, body FROM parked WHERE id = $0", [id], Read) is [var found] ? found : null, cancel);

    public async Task<bool> RetryAsync(string id, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { } message)
            return false;
        var taker = intake().FirstOrDefault(i => i.Knows(message.Source))
            ?? throw new NotRetriableException("This program has nothing that takes messages of this source.");
        await taker.RetryAsync(message, cancel);
        await TakeOffAsync(message, message.ParkedAt, cancel);
        return true;
    }

    public async Task<bool> DismissAsync(string id, CancellationToken cancel) =>
        await FindAsync(id, cancel) is { } message && await TakeOffAsync(message, null, cancel);

    /// <param name="parkedAt">Not if it was parked anew since then.</param>
    private async Task<bool> TakeOffAsync(ParkedMessage message, Instant? parkedAt, CancellationToken cancel)
    {
        const string Sql = "DELETE FROM parked WHERE id = $0 AND ($1 IS NULL OR parked_at = $1) RETURNING 1";
        var (gone, orphan) = await store.WriteAsync(
            writer =>
            {
                var taken = writer.Run(Sql, message.Id, parkedAt?.ToUnixTimeTicks()) is not null;
                // The same bytes may have come twice, by two ways, and are kept once.
                return (taken, taken && message.File is not null && writer.Run("SELECT 1 FROM parked WHERE file = $0", message.File) is null);
            },
            cancel);
        if (orphan)
            await files.DropAsync(IKeptFiles.ParkedPlaceName, message.File!, cancel);
        return gone;
    }

    private static ParkedMessage Read(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(7), Instant.FromUnixTimeTicks(row.GetInt64(3)))
        {
            File = SqliteCaseStore.TextOrNull(row, 4),
            MediaType = SqliteCaseStore.TextOrNull(row, 5),
            Query = SqliteCaseStore.TextOrNull(row, 6),
        };
}
