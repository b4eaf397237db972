using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Recovery.Cases;
using Recovery.Intake.Incidents;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Intake;

/// <summary>Incidents in one partition: a row by id, and one by time that shows the same.</summary>
public sealed class TableIncidents(RecoveryTables tables) : IIncidents
{
    private const string Partition = "incidents";
    private const string LineProperty = "Line";
    private const string JsonProperty = "Json";
    private const int Tries = 10;

    /// <summary>Two operations.</summary>
    public async Task SaveAsync(Incident incident, CancellationToken cancel)
    {
        var json = JsonSerializer.Serialize(incident, CaseJson.Options);
        var (id, line) = (IncidentRow(incident.Notice.Id), LineRow(incident));
        for (var tries = 0; tries < Tries; tries++)
        {
            var found = await tables.Incidents.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancel);
            var before = found.HasValue ? found.Value : null;
            TableTransactionAction[] actions =
            [
                before is null
                    ? new(TableTransactionActionType.Add, Row(id))
                    : new(TableTransactionActionType.UpdateReplace, Row(id), before.ETag),
                new(TableTransactionActionType.UpsertReplace, Row(line)),
                .. before?.GetString(LineProperty) is { } earlier && earlier != line
                    ? [new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(Partition, earlier), ETag.All)]
                    : Array.Empty<TableTransactionAction>(),
            ];
            try
            {
                await tables.Incidents.SubmitTransactionAsync(actions, cancel);
                return;
            }
            catch (RequestFailedException raced) when (raced.Status is 404 or 409 or 412)
            {
                // Somebody else reported it in between.
            }
        }

        throw new TimeoutException($"The incident {incident.Notice.Id} was changed {Tries} times by others while it was saved.");

        TableEntity Row(string key)
        {
            var row = new TableEntity(Partition, key) { [LineProperty] = line };
            LongText.Write(row, JsonProperty, json);
            return row;
        }
    }

    public async Task<Incident?> FindAsync(string id, CancellationToken cancel)
    {
        var found = await tables.Incidents.GetEntityIfExistsAsync<TableEntity>(Partition, IncidentRow(id), cancellationToken: cancel);
        return found.HasValue ? Read(found.Value!) : null;
    }

    public async Task<IReadOnlyList<Incident>> ListAsync(int limit, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {"line|"} and RowKey lt {"line}"}");
        var incidents = new List<Incident>();
        await foreach (var row in tables.Incidents.QueryAsync<TableEntity>(filter, Math.Clamp(limit, 1, 1000), cancellationToken: cancel))
        {
            incidents.Add(Read(row));
            if (incidents.Count >= limit)
                break;
        }

        return incidents;
    }

    private static Incident Read(TableEntity row) =>
        JsonSerializer.Deserialize<Incident>(LongText.Read(row, JsonProperty), CaseJson.Options) ?? throw new JsonException("null is no incident");

    private static string IncidentRow(string id) => $"incident|{RowKeys.SafeShort(id)}";

    private static string LineRow(Incident incident) =>
        $"line|{RowKeys.Ticks(long.MaxValue - incident.ReportedAt.ToUnixTimeTicks())}|{RowKeys.SafeShort(incident.Notice.Id)}";
}
