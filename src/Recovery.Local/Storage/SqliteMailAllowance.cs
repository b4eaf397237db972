using NodaTime;
using Recovery.Intake;

namespace Recovery.Local.Storage;

/// <summary>Counted exactly, however many ask at once: one writer answers them in turn.</summary>
public sealed class SqliteMailAllowance(SqliteCaseStore store, KeyedHashes hashes) : IMailAllowance
{
    private const int DaysKept = 31;

    public async Task<bool> TakeAsync(string address, LocalDate day, string effectId, int most, CancellationToken cancel)
    {
        const string Sql =
            """
            INSERT INTO allowances (day, hash, effect)
            SELECT $0, $1, $2 WHERE (SELECT count(*) FROM allowances WHERE day = $0 AND hash = $1 AND effect <> $2) < $3
            ON CONFLICT DO UPDATE SET effect = effect RETURNING 1
            """;
        var (hash, on, before) = (hashes.OfAddress(address), CaseRows.Day(day), CaseRows.Day(day.PlusDays(-DaysKept)));
        return await store.WriteAsync(
            writer =>
            {
                writer.Run("DELETE FROM allowances WHERE day < $0", before);
                return writer.Run("SELECT 1 FROM allowances WHERE day = $0 AND hash = $1 AND effect = $2", on, hash, effectId) is not null
                    || writer.Run(Sql, on, hash, effectId, most) is not null;
            },
            cancel);
    }
}
