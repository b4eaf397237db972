using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NodaTime.Text;
using Recovery.Cases;
using RecoveryFunctions.Operations;

namespace RecoveryFunctions.Cases;

/// <summary>What the orchestrator may not do itself. An activity runs at least once (durable-extension#3323): a turn run again does what was left over.</summary>
public sealed class CaseActivities(ICaseRounds rounds, ILogger<CaseActivities> log)
{
    /// <returns>When to look again, in RFC 3339; null for never. No more: it stands in the instance's history.</returns>
    [Function(nameof(Turn))]
    public async Task<string?> Turn([ActivityTrigger] string id, CancellationToken cancel)
    {
        if (!CaseId.TryParse(id, out var subject))
            return null;
        var turn = await rounds.RunAsync(subject, cancel);
        foreach (var failure in turn.Failures)
            OperatorLog.EffectFailed(log, failure);
        return turn.Next is { } next ? InstantPattern.ExtendedIso.Format(next) : null;
    }
}
