using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;

namespace Recovery.Contracts;

/// <summary>Many cases in memory, kept as a store keeps them: guarded by the version, statistics and outcomes applied in the save.</summary>
public sealed class MemoryCases : ICaseStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CaseId, Row> _rows = [];
    private readonly List<PublishedEvent> _published = [];

    /// <summary>Runs before each save; may save something else first, or throw.</summary>
    public Func<CaseChange, Task>? BeforeSave { get; set; }

    public int Loads { get; private set; }

    public IReadOnlyList<Case> All
    {
        get
        {
            lock (_lock)
                return [.. _rows.Values.Select(r => r.Case)];
        }
    }

    /// <summary>What saved changes published, in that order.</summary>
    public IReadOnlyList<PublishedEvent> Published
    {
        get
        {
            lock (_lock)
                return [.. _published];
        }
    }

    public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel)
    {
        lock (_lock)
        {
            Loads++;
            return Task.FromResult(_rows.TryGetValue(id, out var row) ? row.Case : null);
        }
    }

    public Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel)
    {
        lock (_lock)
        {
            Loads++;
            return Task.FromResult(_rows.TryGetValue(id, out var row) ? new CaseWork(row.Case, row.Pending) : null);
        }
    }

    public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<CaseEvent>>(_rows.TryGetValue(id, out var row) ? row.Events : []);
    }

    public async Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (BeforeSave is { } first)
            await first(change);
        lock (_lock)
        {
            var row = _rows.GetValueOrDefault(change.Case.Id);
            if ((row?.Case.Version ?? 0) != change.ExpectedVersion)
                return false;
            PendingEffect[] pending =
            [
                .. (row?.Pending ?? []).Where(p => !change.Done.Contains(p.Effect.Id))
                    .Select(p => change.Retries.FirstOrDefault(r => r.Effect.Id == p.Effect.Id) ?? p),
                .. change.Effects.Where(e => e is CustomerEmail or StaffAlert).Select(e => new PendingEffect(e, 0, NodaConstants.UnixEpoch)),
            ];
            _published.AddRange(change.Effects.OfType<PublishEvent>().Select(e => e.Event));
            string[] words = [.. row?.Words ?? [], .. SearchedText.Words(change.SearchText ?? "", int.MaxValue)];
            _rows[change.Case.Id] = new Row(change.Case, change.Summary, change.WakeAt, [.. row?.Events ?? [], .. change.Events], pending, words);
            return true;
        }
    }

    public Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<CaseId>>([.. _rows.Values.Where(r => r.WakeAt <= now).OrderBy(r => r.WakeAt).Take(limit).Select(r => r.Case.Id)]);
    }

    public Task<Instant?> NextWakeAsync(CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_rows.Values.Min(r => r.WakeAt));
    }

    /// <summary>Filters by text and status alone, and gives one page.</summary>
    public Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        var words = SearchedText.Words(query.Text ?? "", int.MaxValue);
        lock (_lock)
        {
            return Task.FromResult(new CasePage(
                [
                    .. _rows.Values.Where(r => words.All(w => r.Words.Any(found => found.StartsWith(w, StringComparison.Ordinal))))
                        .Select(r => r.Summary).Where(s => query.Statuses.Count == 0 || query.Statuses.Contains(s.Status)).Take(query.Limit),
                ],
                null));
        }
    }

    private sealed record Row(
        Case Case, CaseSummary Summary, Instant? WakeAt, IReadOnlyList<CaseEvent> Events, IReadOnlyList<PendingEffect> Pending, IReadOnlyList<string> Words);
}
