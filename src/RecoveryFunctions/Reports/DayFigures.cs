using Azure.Data.Tables;
using NodaTime;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Reports;

/// <summary>The single figures of days, added up.</summary>
internal sealed class DayFigures(RecoveryTables tables)
{
    private static readonly string[] s_columns = [nameof(TableEntity.PartitionKey), CaseFigures.FiguresProperty];

    /// <summary>One operation for each thousand rows of either table. Days without figures are absent.</summary>
    public async Task<IReadOnlyDictionary<LocalDate, Dictionary<string, long>>> AddUpAsync(LocalDate from, LocalDate to, CancellationToken cancel)
    {
        var days = new Dictionary<string, Dictionary<string, long>>(StringComparer.Ordinal);
        foreach (var table in (TableClient[])[tables.Counts, tables.Outcomes])
        {
            await foreach (var row in table.QueryAsync<TableEntity>(Days(from, to), select: s_columns, cancellationToken: cancel))
            {
                if (row.GetString(CaseFigures.FiguresProperty) is { } figures)
                    Add(row.PartitionKey, figures.Split('\n'));
            }
        }

        return days.ToDictionary(d => DayKey.Read(d.Key), d => d.Value);

        void Add(string day, string[] figures)
        {
            if (!days.TryGetValue(day, out var sums))
                days[day] = sums = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var figure in figures)
                sums[figure] = sums.GetValueOrDefault(figure) + 1;
        }
    }

    /// <summary>The earliest day that has figures; null when none has.</summary>
    public async Task<LocalDate?> FirstAsync(CancellationToken cancel)
    {
        LocalDate? first = null;
        foreach (var table in (TableClient[])[tables.Counts, tables.Outcomes])
        {
            // Rows come by partition, and days sort before everything else.
            await foreach (var row in table.QueryAsync<TableEntity>("PartitionKey lt 'a'", maxPerPage: 1, select: s_columns, cancellationToken: cancel))
            {
                var day = DayKey.Read(row.PartitionKey);
                first = first < day ? first : day;
                break;
            }
        }

        return first;
    }

    /// <summary>The partitions of the days from and to, both included.</summary>
    public static string Days(LocalDate from, LocalDate to) =>
        TableClient.CreateQueryFilter($"PartitionKey ge {DayKey.Of(from)} and PartitionKey le {DayKey.Of(to)}");
}
