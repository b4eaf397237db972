using NodaTime;
using Recovery.Cases;

namespace RecoveryFunctions.Policies;

/// <summary>Before it opens a case, it sees to it that the policy of the case will be found for as long as the case lives.</summary>
public sealed class PolicyKeepingCaseStore(ICaseStore inner, TablePolicyLibrary policies) : ICaseStore
{
    public async Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
    {
        if (change.ExpectedVersion == 0)
            await policies.EnsureStoredAsync(change.Case.PolicyId, cancel);
        return await inner.SaveAsync(change, cancel);
    }

    public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel) => inner.LoadAsync(id, cancel);

    public Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel) => inner.LoadWorkAsync(id, cancel);

    public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel) => inner.HistoryAsync(id, cancel);

    public Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel) => inner.DueAsync(now, limit, cancel);

    public Task<Instant?> NextWakeAsync(CancellationToken cancel) => inner.NextWakeAsync(cancel);

    public Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel) => inner.QueryAsync(query, cancel);
}
