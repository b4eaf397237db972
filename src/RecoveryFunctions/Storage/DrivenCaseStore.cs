using System.Runtime.ExceptionServices;
using NodaTime;
using Recovery.Cases;

namespace RecoveryFunctions.Storage;

/// <summary>
/// The store of one turn. It knows the row that the turn itself saved, so that the next save need not read it; it applies what
/// the case's changes carry; and it moves the case in the lists once, at the end. A crash before that is made good by the turn
/// that follows, since the driver gives the turn again.
/// </summary>
internal sealed class DrivenCaseStore(TableCaseStore cases, CaseIndex index, AppliedEffects effects) : ICaseStore
{
    private readonly List<string> _words = [];
    private IReadOnlyList<CaseEffect> _unapplied = [];
    private IndexPlace? _listed;
    private IndexEntry? _saved;
    private CaseMark? _mark;
    private Exception? _failure;

    public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel) => cases.LoadAsync(id, cancel);

    public async Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel)
    {
        if (await cases.ReadAsync(id, cancel) is not { } stored)
            return null;
        (_mark, _listed, _unapplied) = (stored.Mark, stored.Entry.Place, stored.Unapplied);
        return stored.Work;
    }

    public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel) => cases.HistoryAsync(id, cancel);

    public async Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
    {
        // What fails holds up nobody's mail. It is tried again at the end, and not before, where a failure fails the turn.
        IReadOnlyCollection<CaseEffect> applied = [];
        if (_failure is null)
            (applied, _failure) = await effects.ApplyAsync(_unapplied, cancel);
        if (await cases.PrepareAsync(change, change.Seen is { } seen ? CaseMark.Parse(seen) : _mark, applied, cancel) is not { } transaction)
            return false;
        if (await cases.SendAsync(transaction, cancel) is not { } mark)
            return false;
        // Without an ETag in the answer the next save reads the row.
        (_mark, _saved) = (mark.Tag == default ? null : mark, transaction.Entry);
        _unapplied = [.. _unapplied.Except(applied), .. change.Effects.Where(CaseKeys.IsApplied)];
        _words.AddRange(transaction.Words.Except(_words, StringComparer.Ordinal));
        return true;
    }

    /// <summary>Moves the case in the lists and applies what is left to apply.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        if (_saved is not null)
            await index.ProjectAsync(_saved, _listed, intent: null, _words, cancel);
        if (await effects.ApplyAsync(_unapplied, cancel) is (_, { } failure))
            ExceptionDispatchInfo.Throw(failure);
    }

    Task<IReadOnlyList<CaseId>> ICaseStore.DueAsync(Instant now, int limit, CancellationToken cancel) => throw OfOneCase();

    Task<Instant?> ICaseStore.NextWakeAsync(CancellationToken cancel) => throw OfOneCase();

    Task<CasePage> ICaseStore.QueryAsync(CaseQuery query, CancellationToken cancel) => throw OfOneCase();

    private static NotSupportedException OfOneCase() => new("A turn is about one case and asks for no lists.");
}
