using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Reports;

/// <summary>
/// Keeps every single figure under the id of its effect, so that applying it again changes nothing; <see cref="ReportRollup"/>
/// adds them up. What a turn counts on one day is one operation.
/// </summary>
public sealed class CaseFigures(RecoveryTables tables, IClock clock) : ICaseFigures
{
    internal const string FiguresProperty = "Figures";

    /// <summary>The most that one transaction of Table Storage takes.</summary>
    private const int LargestBatch = 100;

    private readonly ChangedDays _changed = new(tables);
    private readonly OutcomeRows _outcomes = new(tables);

    /// <exception cref="ArgumentException">The id of an effect about an outcome is not of its case, with the number of an event.</exception>
    public async Task ApplyAsync(IReadOnlyList<CaseEffect> effects, CancellationToken cancel)
    {
        var now = clock.GetCurrentInstant();
        var counts = effects.OfType<CountStatistics>().DistinctBy(e => e.Id).ToList();
        await _changed.MarkAsync(counts.Select(c => c.Day), now, cancel);
        foreach (var batch in counts.GroupBy(c => c.Day).SelectMany(day => day.Chunk(LargestBatch)))
            await CountAsync(batch, cancel);
        foreach (var effect in effects)
        {
            if (effect is RecordOutcome record)
                await _outcomes.RecordAsync(record, now, cancel);
            else if (effect is WithdrawOutcome withdrawal)
                await _outcomes.WithdrawAsync(withdrawal, now, cancel);
        }
    }

    private Task CountAsync(IReadOnlyList<CountStatistics> counts, CancellationToken cancel)
    {
        var rows = counts.Select(c => new TableEntity(DayKey.Of(c.Day), c.Id) { [FiguresProperty] = string.Join('\n', c.Figures) }).ToList();
        return rows.Count == 1
            ? tables.Counts.UpsertEntityAsync(rows[0], TableUpdateMode.Replace, cancel)
            : tables.Counts.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancel);
    }
}
