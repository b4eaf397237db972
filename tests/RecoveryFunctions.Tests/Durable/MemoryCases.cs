using NodaTime;
using Recovery.Cases;

namespace RecoveryFunctions.Tests.Durable;

/// <summary>Cases in memory, guarded by the version, as any store keeps them: these tests are about who drives them.</summary>
internal sealed class MemoryCases : ICaseStore
{
    private readonly Dictionary<CaseId, Row> _rows = [];

    public IEnumerable<CaseId> Ids => _rows.Keys;

    public Case this[CaseId id] => _rows[id].Case;

    public IReadOnlyList<CaseEvent> Events(CaseId id) => _rows[id].Events;

    public Instant? WakeAt(CaseId id) => _rows[id].WakeAt;

    public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel) => Task.FromResult(_rows.GetValueOrDefault(id)?.Case);

    public Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel) =>
        Task.FromResult(_rows.GetValueOrDefault(id) is { } row ? new CaseWork(row.Case, row.Pending) : null);

    public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<CaseEvent>>(_rows.GetValueOrDefault(id)?.Events ?? []);

    public Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
    {
        var row = _rows.GetValueOrDefault(change.Case.Id);
        if ((row?.Case.Version ?? 0) != change.ExpectedVersion)
            return Task.FromResult(false);
        var kept = (row?.Pending ?? []).Where(p => !change.Done.Contains(p.Effect.Id))
            .Select(p => change.Retries.FirstOrDefault(r => r.Effect.Id == p.Effect.Id) ?? p);
        var added = change.Effects.Where(e => e is CustomerEmail or StaffAlert).Select(e => new PendingEffect(e, 0, change.Case.LastAt));
        _rows[change.Case.Id] = new Row(change.Case, [.. row?.Events ?? [], .. change.Events], [.. kept, .. added], change.WakeAt);
        return Task.FromResult(true);
    }

    public Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<CaseId>>([.. _rows.Where(r => r.Value.WakeAt <= now).OrderBy(r => r.Value.WakeAt).Select(r => r.Key).Take(limit)]);

    public Task<Instant?> NextWakeAsync(CancellationToken cancel) => Task.FromResult(_rows.Values.Min(r => r.WakeAt));

    public Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel) => throw new NotSupportedException();

    private sealed record Row(Case Case, IReadOnlyList<CaseEvent> Events, IReadOnlyList<PendingEffect> Pending, Instant? WakeAt);
}
