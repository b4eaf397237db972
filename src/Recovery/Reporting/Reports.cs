using System.Collections.Immutable;
using NodaTime;

namespace Recovery.Reporting;

/// <summary>Reads what was counted; never all rows for a summary.</summary>
public interface IReportStore
{
    /// <summary>Rollups of the days from and to, both included, by day.</summary>
    Task<IReadOnlyList<DailyRollup>> RollupsAsync(LocalDate from, LocalDate to, CancellationToken cancel);

    /// <summary>Outcome rows of cases closed on the days from and to, both included, by day.</summary>
    IAsyncEnumerable<OutcomeRow> OutcomesAsync(LocalDate from, LocalDate to, CancellationToken cancel);
}

/// <summary>
/// The figures of one day. A figure is a dotted name such as <c>received</c>, <c>promise.kept.update</c>,
/// <c>escalated.2</c>, <c>closed</c>, <c>recovered</c>, <c>cause.late-carrier</c>, <c>recovery.37</c> (a bucket of
/// recovery time, see <see cref="RecoveryTimes"/>).
/// </summary>
public sealed record DailyRollup(LocalDate Day, ImmutableDictionary<string, long> Figures);
