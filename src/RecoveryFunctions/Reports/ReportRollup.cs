using System.Collections.Immutable;
using NodaTime;
using Recovery.Reporting;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Reports;

/// <summary>
/// Adds up again the days that may have changed: in each run those about today, and older ones that are marked. How far it has
/// come is written down last, so that a run that broke off, or a week without one, is made good by the next.
/// </summary>
public sealed class ReportRollup(RecoveryTables tables) : IReportRollup
{
    /// <summary>Days added up and written at a time.</summary>
    private const int DaysAtATime = 31;

    /// <summary>
    /// How long a mark is kept: it is set before figures are applied, so the run that takes it off must not come in between.
    /// Far longer than any storage call with its retries.
    /// </summary>
    private static readonly Duration s_settled = Duration.FromHours(1);

    private readonly ChangedDays _changed = new(tables);
    private readonly DayFigures _figures = new(tables);
    private readonly Rollups _rollups = new(tables);

    public async Task RunAsync(Instant now, CancellationToken cancel)
    {
        var changes = await _changed.ReadAsync(cancel);
        var (watched, latest) = (ChangedDays.Watched(now), ChangedDays.Latest(now));
        var since = changes.Since ?? await _figures.FirstAsync(cancel) ?? watched;
        since = since < watched ? since : watched;
        for (var from = since; from <= latest; from = from.PlusDays(DaysAtATime))
        {
            var to = LocalDate.Min(from.PlusDays(DaysAtATime - 1), latest);
            await AddUpAsync(from, to, cancel);
            var reached = LocalDate.Min(to.PlusDays(1), watched);
            if (reached != changes.Since)
                await _changed.MoveSinceAsync(reached, cancel);
        }

        foreach (var mark in changes.Marks)
        {
            if (mark.Day < since || mark.Day > latest)
                await AddUpAsync(mark.Day, mark.Day, cancel);
            if (mark.At < now - s_settled)
                await _changed.ForgetAsync(mark, cancel);
        }
    }

    // A day whose last figure was taken back is written too, empty.
    private async Task AddUpAsync(LocalDate from, LocalDate to, CancellationToken cancel)
    {
        var figures = await _figures.AddUpAsync(from, to, cancel);
        await _rollups.WriteAsync(
            Enumerable.Range(0, Period.DaysBetween(from, to) + 1)
                .Select(from.PlusDays)
                .Select(day => new DailyRollup(day, figures.GetValueOrDefault(day)?.ToImmutableDictionary() ?? [])),
            cancel);
    }
}
