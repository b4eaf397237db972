using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Recovery.Cases;
using Recovery.Intake;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Intake;

/// <summary>The rows of <see cref="TableIntakeJobs"/>.</summary>
internal static class JobRows
{
    /// <summary>Rows of all jobs: a line each for the list, and one more while items wait.</summary>
    public const string Lists = "jobs";

    /// <summary>Of a job's own partition.</summary>
    public const string Job = "job";

    public const string ItemPrefix = "item|";
    public const string LinePrefix = "line|";
    public const string OpenPrefix = "open|";
    public const string OutcomePrefix = "outcomes|";

    /// <summary>Items whose outcomes are in one row: with the rows of the items they fit into one transaction.</summary>
    private const int OutcomesOfRow = 50;

    private const string CaseProperty = "Case";
    private const string DocumentProperty = "Document";
    private const string OutcomesProperty = "Outcomes";
    private const string AtProperty = "At";

    public static string Partition(string id) => $"job|{RowKeys.SafeShort(id)}";

    public static string Item(int number) => $"{ItemPrefix}{number:D7}";

    public static int Number(TableEntity item) => int.Parse(item.RowKey[ItemPrefix.Length..]);

    public static string Outcomes(int number) => $"{OutcomePrefix}{(number - 1) / OutcomesOfRow:D7}";

    public static string Line(IntakeJob job) => $"{LinePrefix}{RowKeys.Ticks(long.MaxValue - job.StartedAt.ToUnixTimeTicks())}|{RowKeys.SafeShort(job.Id)}";

    public static string Open(string id) => OpenPrefix + RowKeys.SafeShort(id);

    public static TableEntity Write(string partition, string row, IntakeJob job) => new(partition, row)
    {
        [nameof(IntakeJob.Id)] = job.Id,
        [nameof(IntakeJob.Kind)] = job.Kind,
        [nameof(IntakeJob.Title)] = LongText.Sound(job.Title),
        [nameof(IntakeJob.StartedAt)] = InstantPattern.ExtendedIso.Format(job.StartedAt),
        [nameof(IntakeJob.Total)] = job.Total,
    };

    public static IntakeJob ReadJob(TableEntity row) => new(
        row.GetString(nameof(IntakeJob.Id)), row.GetString(nameof(IntakeJob.Kind)), row.GetString(nameof(IntakeJob.Title)),
        InstantPattern.ExtendedIso.Parse(row.GetString(nameof(IntakeJob.StartedAt))).Value, row.GetInt32(nameof(IntakeJob.Total)) ?? 0);

    public static TableEntity Write(string partition, IntakeJobItem item)
    {
        var row = new TableEntity(partition, Item(item.Number)) { [CaseProperty] = item.Case.Value };
        LongText.Write(row, DocumentProperty, item.Document);
        return row;
    }

    public static IntakeJobItem ReadItem(TableEntity row) =>
        new(Number(row), SummaryColumns.IdOf(row.GetString(CaseProperty)), LongText.Read(row, DocumentProperty));

    /// <param name="at">When the latest of them was settled.</param>
    public static TableEntity Write(string partition, string row, IReadOnlyList<IntakeJobOutcome> outcomes, Instant at)
    {
        var entity = At(new TableEntity(partition, row), at);
        LongText.Write(entity, OutcomesProperty, JsonSerializer.Serialize(outcomes, CaseJson.Options));
        return entity;
    }

    public static IReadOnlyList<IntakeJobOutcome> ReadOutcomes(TableEntity row) =>
        JsonSerializer.Deserialize<List<IntakeJobOutcome>>(LongText.Read(row, OutcomesProperty), CaseJson.Options) ?? [];

    public static TableEntity At(TableEntity row, Instant at)
    {
        row[AtProperty] = InstantPattern.ExtendedIso.Format(at);
        return row;
    }

    public static Instant ReadAt(TableEntity row) => InstantPattern.ExtendedIso.Parse(row.GetString(AtProperty)).Value;
}
