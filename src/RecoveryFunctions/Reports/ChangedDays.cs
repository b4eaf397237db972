using Azure;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Reports;

/// <summary>
/// Which days have figures that their rollup may lack: every day from <see cref="Changes.Since"/> on, and older ones that
/// were marked before something was applied to them. Kept in a partition of the rollups' own table.
/// </summary>
internal sealed class ChangedDays(RecoveryTables tables)
{
    /// <summary>Sorts behind every year.</summary>
    private const string Partition = "changed";

    private const string SinceRow = "since";
    private const string DayProperty = "Day";
    private const string AtProperty = "At";

    /// <summary>Figures of today and of the days beside it are counted unmarked: no time zone is at another day.</summary>
    private const int UnmarkedDays = 1;

    /// <summary>
    /// The first day that is still added up in every run. One earlier than needs no mark, so that a day's last run comes a
    /// whole day after its last unmarked figure.
    /// </summary>
    public static LocalDate Watched(Instant now) => Today(now).PlusDays(-UnmarkedDays - 1);

    /// <summary>The last day that can have figures unmarked.</summary>
    public static LocalDate Latest(Instant now) => Today(now).PlusDays(UnmarkedDays);

    /// <summary>To be called before anything is applied to the days; one operation where one of them needs a mark, else none.</summary>
    public async Task MarkAsync(IEnumerable<LocalDate> days, Instant now, CancellationToken cancel)
    {
        var marks = days.Distinct()
            .Where(day => day < Today(now).PlusDays(-UnmarkedDays) || day > Latest(now))
            .Select(day => new TableEntity(Partition, DayKey.Of(day)) { [AtProperty] = InstantPattern.ExtendedIso.Format(now) })
            .Select(mark => new TableTransactionAction(TableTransactionActionType.UpsertReplace, mark))
            .ToList();
        if (marks.Count > 0)
            await tables.Rollups.SubmitTransactionAsync(marks, cancel);
    }

    public async Task<Changes> ReadAsync(CancellationToken cancel)
    {
        LocalDate? since = null;
        var marks = new List<Mark>();
        await foreach (var row in tables.Rollups.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancel))
        {
            if (row.RowKey == SinceRow)
                since = DayKey.Read(row.GetString(DayProperty));
            else
                marks.Add(new Mark(DayKey.Read(row.RowKey), InstantPattern.ExtendedIso.Parse(row.GetString(AtProperty)).Value, row.ETag));
        }

        return new Changes(since, marks);
    }

    public Task MoveSinceAsync(LocalDate since, CancellationToken cancel) =>
        tables.Rollups.UpsertEntityAsync(new TableEntity(Partition, SinceRow) { [DayProperty] = DayKey.Of(since) }, TableUpdateMode.Replace, cancel);

    /// <summary>Takes the mark off, unless it was set again since it was read.</summary>
    public async Task ForgetAsync(Mark mark, CancellationToken cancel)
    {
        try
        {
            await tables.Rollups.DeleteEntityAsync(Partition, DayKey.Of(mark.Day), mark.ETag, cancel);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            // Something was applied meanwhile; the next run sees to it.
        }
    }

    private static LocalDate Today(Instant now) => now.InUtc().Date;

    /// <param name="Since">Null before the first rollup: no day has been added up yet.</param>
    public sealed record Changes(LocalDate? Since, IReadOnlyList<Mark> Marks);

    public sealed record Mark(LocalDate Day, Instant At, ETag ETag);
}
