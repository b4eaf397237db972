using NodaTime;
using Recovery.Cases;

namespace Recovery.Benchmarks;

/// <summary>A store that holds one case in memory, with the same checks as the real ones; lives are independent of each other.</summary>
internal sealed class OneCaseStore : ICaseStore, IAssignmentTurns
{
    private readonly List<CaseEvent> _events = [];
    private readonly Dictionary<string, PendingEffect> _effects = [];
    private Case? _case;

    public Instant? WakeAt { get; private set; }

    public int Saves { get; private set; }

    public IReadOnlyList<CaseEvent> Events => _events;

    public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel) => Task.FromResult(_case);

    public Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel) =>
        Task.FromResult(_case is null ? null : new CaseWork(_case, [.. _effects.Values]));

    public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel) => Task.FromResult<IReadOnlyList<CaseEvent>>(_events);

    public Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
    {
        if (change.ExpectedVersion != (_case?.Version ?? 0))
            return Task.FromResult(false);
        _case = change.Case;
        _events.AddRange(change.Events);
        foreach (var id in change.Done)
            _effects.Remove(id);
        foreach (var effect in change.Effects.Where(e => e is CustomerEmail or StaffAlert))
            _effects.Add(effect.Id, new PendingEffect(effect, 0, change.Case.LastAt));
        WakeAt = change.WakeAt;
        Saves++;
        return Task.FromResult(true);
    }

    public Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel) => throw new NotSupportedException();

    public Task<Instant?> NextWakeAsync(CancellationToken cancel) => Task.FromResult(WakeAt);

    public Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<long> NextAsync(CancellationToken cancel) => ValueTask.FromResult(0L);
}
