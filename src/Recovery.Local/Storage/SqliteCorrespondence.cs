using NodaTime;
using Recovery.Cases;
using Recovery.Intake;

namespace Recovery.Local.Storage;

/// <summary>Which case a message belongs to and which cases a customer has.</summary>
public sealed class SqliteCorrespondence(SqliteDatabase database, SqliteCaseStore store, KeyedHashes hashes) : ICorrespondence
{
    private const string Known = "SELECT 1 FROM customers WHERE hash = $0 AND opened_at = $1 AND case_id = $2";

    public async Task<CaseId?> CaseOfAsync(IReadOnlyList<string> messageIds, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(messageIds);
        return await database.ReadAsync(Read, cancel);

        CaseId? Read(ReadConnection connection)
        {
            foreach (var id in messageIds)
            {
                if (connection.Scalar("SELECT case_id FROM correspondence WHERE hash = $0", hashes.OfMessage(id)) is string found)
                    return SqliteCaseStore.IdOf(found);
            }

            return null;
        }
    }

    public async Task<CaseId> RememberAsync(string messageId, CaseId id, CancellationToken cancel)
    {
        // Written to itself where it is there already, so that the row comes back either way.
        const string Sql = "INSERT INTO correspondence (hash, case_id) VALUES ($0, $1) ON CONFLICT DO UPDATE SET case_id = case_id RETURNING case_id";
        var hash = hashes.OfMessage(messageId);
        return SqliteCaseStore.IdOf((string)(await store.WriteAsync(w => w.Run(Sql, hash, id.Value), cancel))!);
    }

    public async Task<IReadOnlyList<CaseId>> CasesOfCustomerAsync(IReadOnlyList<string> keys, Instant since, int limit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count == 0)
            return [];
        var places = string.Join(", ", keys.Select((_, i) => $"${i + 2}"));
        var sql =
            $"""
             SELECT case_id FROM customers WHERE hash IN ({places}) AND opened_at >= $0
             GROUP BY case_id ORDER BY max(opened_at) DESC, case_id LIMIT $1
             """;
        object[] values = [CaseRows.TicksFrom(since), limit, .. keys.Select(hashes.OfCustomer)];
        return await database.ReadAsync(c => c.List(sql, values, row => SqliteCaseStore.IdOf(row.GetString(0))), cancel);
    }

    public async Task RememberCustomerAsync(IReadOnlyList<string> keys, CaseId id, Instant openedAt, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count == 0)
            return;
        string[] all = [.. keys.Select(hashes.OfCustomer)];
        var at = CaseRows.TicksFrom(openedAt);
        // A case that was opened by these keys was remembered as it was saved; only one that took the complaint in was not.
        if (await database.ReadAsync(c => Array.TrueForAll(all, hash => c.Scalar(Known, hash, at, id.Value) is not null), cancel))
            return;
        await store.WriteAsync(
            writer =>
            {
                foreach (var hash in all)
                    writer.RememberCustomer(hash, at, id);
                return true;
            },
            cancel);
    }
}
