using System.Collections.Immutable;
using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Reporting;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Reports;

/// <summary>A row per day in a partition per year.</summary>
internal sealed class Rollups(RecoveryTables tables)
{
    /// <summary>Replaces those of the days, one operation for each year among them. At most 100 days.</summary>
    public async Task WriteAsync(IEnumerable<DailyRollup> days, CancellationToken cancel)
    {
        foreach (var year in days.GroupBy(d => DayKey.Year(d.Day)))
        {
            await tables.Rollups.SubmitTransactionAsync(
                year.Select(d => TextRows.Of(year.Key, DayKey.Of(d.Day), JsonSerializer.Serialize(d.Figures)).Single())
                    .Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
                cancel);
        }
    }

    /// <summary>One query, whatever the years.</summary>
    public async Task<Dictionary<LocalDate, ImmutableDictionary<string, long>>> ReadAsync(LocalDate from, LocalDate to, CancellationToken cancel)
    {
        var (first, last) = (DayKey.Of(from), DayKey.Of(to));
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey ge {DayKey.Year(from)} and PartitionKey le {DayKey.Year(to)} and RowKey ge {first} and RowKey le {last}");
        var days = new Dictionary<LocalDate, ImmutableDictionary<string, long>>();
        await foreach (var row in tables.Rollups.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            days[DayKey.Read(row.RowKey)] = JsonSerializer.Deserialize<ImmutableDictionary<string, long>>(TextRows.Read([row]))!;
        return days;
    }
}
