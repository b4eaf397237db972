using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Cases;

namespace RecoveryFunctions.Storage;

/// <summary>Rounds of the durable driver.</summary>
internal sealed class CaseRounds(
    TableCaseStore cases, CaseIndex index, AppliedEffects applied, IPolicyLibrary policies, IEffectRunner effects, IClock clock) : ICaseRounds
{
    public async Task<Turn> RunAsync(CaseId id, CancellationToken cancel)
    {
        var store = new DrivenCaseStore(cases, index, applied);
        var turn = await new CaseTurns(store, policies, effects, clock).TurnAsync(id, cancel);
        await store.FinishAsync(cancel);
        return turn;
    }
}
