using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using NodaTime;
using NodaTime.Text;
using Recovery.Cases;
using Recovery.Reporting;

namespace Recovery.Local.Storage;

/// <summary>Daily rollups and outcome rows, as <see cref="SqliteCaseStore"/> keeps them.</summary>
public sealed class SqliteReports(SqliteDatabase database) : IReportStore
{
    private const int RowsAtATime = 500;

    public async Task<IReadOnlyList<DailyRollup>> RollupsAsync(LocalDate from, LocalDate to, CancellationToken cancel)
    {
        var rows = await database.ReadAsync(
            c => c.List(
                "SELECT day, figure, n FROM rollups WHERE day BETWEEN $0 AND $1 AND n <> 0 ORDER BY day, figure",
                [CaseRows.Day(from), CaseRows.Day(to)],
                row => (Day: row.GetString(0), Figure: row.GetString(1), Count: row.GetInt64(2))),
            cancel);
        return
        [
            .. rows.GroupBy(r => r.Day, StringComparer.Ordinal)
                .Select(day => new DailyRollup(LocalDatePattern.Iso.Parse(day.Key).Value, day.ToImmutableDictionary(r => r.Figure, r => r.Count))),
        ];
    }

    /// <summary>Read in pieces, so that a slow download holds no connection; a case closed meanwhile may or may not be in it.</summary>
    public async IAsyncEnumerable<OutcomeRow> OutcomesAsync(LocalDate from, LocalDate to, [EnumeratorCancellation] CancellationToken cancel)
    {
        const string Sql = "SELECT day, case_n, json FROM outcomes WHERE (day, case_n) > ($0, $1) AND day <= $2 ORDER BY day, case_n LIMIT $3";
        var (day, last) = (CaseRows.Day(from), -1L);
        while (true)
        {
            var rows = await database.ReadAsync(
                c => c.List(Sql, [day, last, CaseRows.Day(to), RowsAtATime], row => (Day: row.GetString(0), Case: row.GetInt64(1), Json: row.GetString(2))),
                cancel);
            foreach (var row in rows)
                yield return CaseJson.ReadOutcome(row.Json);
            if (rows.Count < RowsAtATime)
                yield break;
            (day, last, _) = rows[^1];
        }
    }
}

/// <summary>Turns of assignment: counted in memory from the number of cases, since a turn lost in a crash harms nobody.</summary>
public sealed class AssignmentTurns(long cases) : IAssignmentTurns
{
    private long _last = cases - 1;

    public ValueTask<long> NextAsync(CancellationToken cancel) => ValueTask.FromResult(Interlocked.Increment(ref _last));
}
