using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Cases;
using RecoveryFunctions.Reports;

namespace RecoveryFunctions.Storage;

/// <summary>Rounds of the durable driver.</summary>
internal sealed class CaseRounds(
    TableCaseStore cases, CaseIndex index, ICaseFigures figures, IPolicyLibrary policies, IEffectRunner effects, IClock clock) : ICaseRounds
{
    public async Task<Turn> RunAsync(CaseId id, CancellationToken cancel)
    {
        var store = new DrivenCaseStore(cases, index, figures);
        var turn = await new CaseTurns(store, policies, effects, clock).TurnAsync(id, cancel);
        await store.FinishAsync(cancel);
        return turn;
    }
}
