using Microsoft.Data.Sqlite;
using NodaTime;
using Recovery.Intake;

namespace Recovery.Local.Storage;

/// <summary>Jobs and their items; the job, its items and how far it has come are each changed in one transaction.</summary>
/// <param name="added">Told when there is something to run.</param>
public sealed class SqliteIntakeJobs(SqliteDatabase database, SqliteCaseStore store, Action added) : IIntakeJobs
{
    private const int RefusalsShown = 1000;
    private const long ItemsPerJob = 1 << 20;

    public async Task AddAsync(IntakeJob job, IReadOnlyList<IntakeJobItem> items, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(items);
        const string Job = "INSERT INTO jobs (id, kind, title, started_at, total) VALUES ($0, $1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING n";
        const string Item = "INSERT INTO job_items (place, case_id, document) VALUES ($0, $1, $2)";
        await store.WriteAsync(
            writer =>
            {
                if (writer.Run(Job, job.Id, job.Kind, job.Title, job.StartedAt.ToUnixTimeTicks(), job.Total) is not long n)
                    return false;
                foreach (var item in items)
                    writer.Run(Item, (n * ItemsPerJob) + item.Number, item.Case.Value, item.Document);
                return true;
            },
            cancel);
        added();
    }

    public async Task<IntakeJobProgress?> FindAsync(string id, CancellationToken cancel) => await database.ReadAsync(
        connection =>
        {
            const string Sql = "SELECT id, kind, title, started_at, total, n, opened, refused FROM jobs WHERE id = $0";
            var found = connection.List(Sql, [id], row => (Job: ReadJob(row), N: row.GetInt64(5), Opened: row.GetInt32(6), Refused: row.GetInt32(7)));
            if (found is not [var job])
                return null;
            var refusals = connection.List(
                "SELECT place, refusal FROM job_items INDEXED BY refused_items WHERE refusal IS NOT NULL AND place BETWEEN $0 AND $1 ORDER BY place LIMIT $2",
                [job.N * ItemsPerJob, LastPlace(job.N), RefusalsShown],
                row => new IntakeJobOutcome(Number(row.GetInt64(0)), null, row.GetString(1)));
            return new IntakeJobProgress(job.Job, job.Opened, job.Refused, refusals);
        },
        cancel);

    public async Task<IReadOnlyList<IntakeJob>> ListAsync(int limit, CancellationToken cancel) => await database.ReadAsync(
        c => c.List("SELECT id, kind, title, started_at, total FROM jobs ORDER BY started_at DESC, n DESC LIMIT $0", [limit], ReadJob), cancel);

    public async Task<IReadOnlyList<IntakeJobItem>> WaitingAsync(string id, int from, int limit, CancellationToken cancel)
    {
        const string Sql =
            """
            SELECT place, case_id, document FROM job_items INDEXED BY waiting_items
            WHERE document IS NOT NULL AND place BETWEEN $0 AND $1 ORDER BY place LIMIT $2
            """;
        return await database.ReadAsync<IReadOnlyList<IntakeJobItem>>(
            connection => connection.Scalar("SELECT n FROM jobs WHERE id = $0", id) is long n
                ? connection.List(
                    Sql,
                    [(n * ItemsPerJob) + Math.Max(from, 0), LastPlace(n), limit],
                    row => new IntakeJobItem(Number(row.GetInt64(0)), SqliteCaseStore.IdOf(row.GetString(1)), row.GetString(2)))
                : [],
            cancel);
    }

    public async Task SettleAsync(string id, IReadOnlyList<IntakeJobOutcome> outcomes, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        // Only one that waits: settled twice, it is counted once.
        const string Settle = "UPDATE job_items SET document = NULL, case_id = $1, refusal = $2 WHERE place = $0 AND document IS NOT NULL RETURNING 1";
        const string Count = "UPDATE jobs SET opened = opened + $1, refused = refused + $2 WHERE n = $0";
        await store.WriteAsync(
            writer =>
            {
                if (writer.Run("SELECT n FROM jobs WHERE id = $0", id) is not long n)
                    return false;
                var (opened, refused) = (0, 0);
                foreach (var outcome in outcomes)
                {
                    var refusal = outcome.Case is null ? outcome.Refusal ?? "" : null;
                    if (writer.Run(Settle, (n * ItemsPerJob) + outcome.Number, outcome.Case?.Value, refusal) is null)
                        continue;
                    if (refusal is null)
                        opened++;
                    else
                        refused++;
                }

                writer.Run(Count, n, opened, refused);
                return true;
            },
            cancel);
    }

    /// <summary>Jobs with items that wait, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> UnfinishedAsync(CancellationToken cancel) => await database.ReadAsync(
        c => c.List("SELECT id FROM jobs WHERE opened + refused < total ORDER BY n", [], row => row.GetString(0)), cancel);

    private static long LastPlace(long n) => (n * ItemsPerJob) + ItemsPerJob - 1;

    private static int Number(long place) => (int)(place % ItemsPerJob);

    private static IntakeJob ReadJob(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), Instant.FromUnixTimeTicks(row.GetInt64(3)), row.GetInt32(4));
}
