using NodaTime;
using Recovery.Intake;

namespace Recovery.Local.Storage;

/// <summary>Counted exactly, however many ask at once: one writer answers them in turn.</summary>
public sealed class SqliteMailAllowance(SqliteCaseStore store, KeyedHashes hashes) : IMailAllowance
{
    private const int DaysKept = 31;

    /// <summary>Days before this one were cleared away since the start. Only the writer's thread asks and tells.</summary>
    private string _clearedBefore = "";

    public async Task<bool> TakeAsync(string address, LocalDate day, string effectId, int most, CancellationToken cancel)
    {
        // Written to itself where it was taken before, so that it answers either way.
        const string Sql =
            """
            INSERT INTO allowances (day, hash, effect)
            SELECT $0, $1, $2 WHERE EXISTS (SELECT 1 FROM allowances WHERE day = $0 AND hash = $1 AND effect = $2)
              OR (SELECT count(*) FROM allowances WHERE day = $0 AND hash = $1) < $3
            ON CONFLICT DO UPDATE SET effect = effect RETURNING 1
            """;
        var (hash, on, before) = (hashes.OfAddress(address), CaseRows.Day(day), CaseRows.Day(day.PlusDays(-DaysKept)));
        return await store.WriteAsync(
            writer =>
            {
                if (string.CompareOrdinal(before, _clearedBefore) > 0)
                {
                    writer.Run("DELETE FROM allowances WHERE day < $0", before);
                    _clearedBefore = before;
                }

                return writer.Run(Sql, on, hash, effectId, most) is not null;
            },
            cancel);
    }
}
