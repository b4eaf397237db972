using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;
using Recovery.Reporting;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Reports;

/// <summary>
/// Rollups as <see cref="ReportRollup"/> made them, but days that have changed since are added up here and now. Of those, at
/// most <see cref="MostFreshDays"/> about today and as many older ones, the latest first: where the rollup has not run for
/// longer, what is older yet is told as it was last rolled up.
/// </summary>
public sealed class TableReports(RecoveryTables tables, IClock clock) : IReportStore
{
    private const int MostFreshDays = 31;

    private readonly ChangedDays _changed = new(tables);
    private readonly DayFigures _figures = new(tables);
    private readonly Rollups _rollups = new(tables);

    public async Task<IReadOnlyList<DailyRollup>> RollupsAsync(LocalDate from, LocalDate to, CancellationToken cancel)
    {
        if (to < from)
            return [];

        // In this order: a day that is unmarked by a run after this reading has its new row before the next one.
        var changes = await _changed.ReadAsync(cancel);
        var days = await _rollups.ReadAsync(from, to, cancel);
        foreach (var (first, last) in Fresh(changes, from, to))
        {
            var figures = await _figures.AddUpAsync(first, last, cancel);
            for (var day = first; day <= last; day = day.PlusDays(1))
                days[day] = figures.GetValueOrDefault(day)?.ToImmutableDictionary() ?? [];
        }

        return [.. days.Where(d => !d.Value.IsEmpty).OrderBy(d => d.Key).Select(d => new DailyRollup(d.Key, d.Value))];
    }

    /// <summary>By day and case. What is recorded meanwhile may or may not be in it.</summary>
    public async IAsyncEnumerable<OutcomeRow> OutcomesAsync(LocalDate from, LocalDate to, [EnumeratorCancellation] CancellationToken cancel)
    {
        string[] columns = [OutcomeRows.JsonProperty];
        await foreach (var row in tables.Outcomes.QueryAsync<TableEntity>(DayFigures.Days(from, to), select: columns, cancellationToken: cancel))
        {
            if (row.GetString(OutcomeRows.JsonProperty) is { } json)
                yield return CaseJson.ReadOutcome(json);
        }
    }

    private IEnumerable<(LocalDate First, LocalDate Last)> Fresh(ChangedDays.Changes changes, LocalDate from, LocalDate to)
    {
        var last = LocalDate.Min(to, ChangedDays.Latest(clock.GetCurrentInstant()));
        var first = LocalDate.Max(changes.Since ?? from, LocalDate.Max(from, last.PlusDays(1 - MostFreshDays)));
        if (first <= last)
            yield return (first, last);
        var older = changes.Marks.Select(m => m.Day).Where(day => day >= from && day <= to && (day < first || day > last));
        foreach (var day in older.OrderDescending().Take(MostFreshDays))
            yield return (day, day);
    }
}
