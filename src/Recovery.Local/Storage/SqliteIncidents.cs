using System.Text.Json;
using Recovery.Cases;
using Recovery.Intake.Incidents;

namespace Recovery.Local.Storage;

public sealed class SqliteIncidents(SqliteDatabase database, SqliteCaseStore store) : IIncidents
{
    public async Task SaveAsync(Incident incident, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(incident);
        const string Sql =
            """
            INSERT INTO incidents (id, reported_at, json) VALUES ($0, $1, $2)
            ON CONFLICT DO UPDATE SET reported_at = excluded.reported_at, json = excluded.json
            """;
        var json = JsonSerializer.Serialize(incident, CaseJson.Options);
        await store.WriteAsync(w => w.Run(Sql, incident.Notice.Id, incident.ReportedAt.ToUnixTimeTicks(), json), cancel);
    }

    public async Task<Incident?> FindAsync(string id, CancellationToken cancel) =>
        await database.ReadAsync(c => c.Scalar("SELECT json FROM incidents WHERE id = $0", id) is string json ? Read(json) : null, cancel);

    public async Task<IReadOnlyList<Incident>> ListAsync(int limit, CancellationToken cancel) => await database.ReadAsync(
        c => c.List("SELECT json FROM incidents ORDER BY reported_at DESC, id LIMIT $0", [limit], row => Read(row.GetString(0))), cancel);

    private static Incident Read(string json) =>
        JsonSerializer.Deserialize<Incident>(json, CaseJson.Options) ?? throw new JsonException("null is no incident");
}
