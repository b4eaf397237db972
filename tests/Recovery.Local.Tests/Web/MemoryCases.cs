using NodaTime;
using Recovery.Cases;
using Recovery.Reporting;

namespace Recovery.Local.Tests.Web;

/// <summary>Cases in memory, as simple as can be: these tests are about the web layer.</summary>
internal sealed class MemoryCases : ICaseStore, IReportStore, IAssignmentTurns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CaseId, Row> _rows = [];
    private long _turn;

    public List<DailyRollup> Rollups { get; } = [];

    public List<OutcomeRow> Outcomes { get; } = [];

    public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_rows.GetValueOrDefault(id)?.Case);
    }

    public Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_rows.GetValueOrDefault(id) is { } row ? new CaseWork(row.Case, row.Effects) : null);
    }

    public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<CaseEvent>>(_rows.GetValueOrDefault(id)?.Events ?? []);
    }

    public Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
    {
        lock (_lock)
        {
            var row = _rows.GetValueOrDefault(change.Case.Id);
            if ((row?.Case.Version ?? 0) != change.ExpectedVersion)
                return Task.FromResult(false);
            var effects = (row?.Effects ?? []).Where(e => !change.Done.Contains(e.Effect.Id)).Concat(change.Effects.Select(e => new PendingEffect(e, 0, change.Case.LastAt)));
            _rows[change.Case.Id] = new Row(change.Case, change.Summary, [.. row?.Events ?? [], .. change.Events], [.. effects], change.WakeAt);
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<CaseId>>([.. _rows.Values.Where(r => r.WakeAt <= now).OrderBy(r => r.WakeAt).Select(r => r.Case.Id).Take(limit)]);
    }

    public Task<Instant?> NextWakeAsync(CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_rows.Values.Min(r => r.WakeAt));
    }

    public Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel)
    {
        var skip = query.Cursor is null ? 0 : int.TryParse(query.Cursor, out var given) ? given : throw new InvalidCursorException();
        lock (_lock)
        {
            var found = _rows.Values.Select(r => r.Summary)
                .Where(c => query.Statuses.Count == 0 || query.Statuses.Contains(c.Status))
                .Where(c => query.Owner is null || c.Owner == query.Owner)
                .Where(c => query.Category is null || c.Category == query.Category)
                .Where(c => query.Overdue is not { } overdue || overdue == (c.Missed || c.DueAt < query.Now))
                .Where(c => query.Text is null || c.Excerpt.Contains(query.Text, StringComparison.OrdinalIgnoreCase))
                .OrderBy(c => c.DueAt ?? Instant.MaxValue).Skip(skip).Take(query.Limit + 1).ToList();
            var more = found.Count > query.Limit ? $"{skip + query.Limit}" : null;
            return Task.FromResult(new CasePage([.. found.Take(query.Limit)], more));
        }
    }

    public Task<IReadOnlyList<DailyRollup>> RollupsAsync(LocalDate from, LocalDate to, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<DailyRollup>>([.. Rollups.Where(r => r.Day >= from && r.Day <= to)]);

    public async IAsyncEnumerable<OutcomeRow> OutcomesAsync(LocalDate from, LocalDate to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.Yield();
        foreach (var row in Outcomes.Where(r => r.ClosedOn >= from && r.ClosedOn <= to))
            yield return row;
    }

    public ValueTask<long> NextAsync(CancellationToken cancel) => ValueTask.FromResult(Interlocked.Increment(ref _turn));

    private sealed record Row(Case Case, CaseSummary Summary, IReadOnlyList<CaseEvent> Events, IReadOnlyList<PendingEffect> Effects, Instant? WakeAt);
}
