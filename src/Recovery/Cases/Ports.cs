using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>Runs effects: sends mail, tells staff, counts. Runs again what it is given again, under the same id.</summary>
public interface IEffectRunner
{
    /// <exception cref="EffectRejectedException">It can never succeed; do not try again.</exception>
    /// <exception cref="Exception">Anything else: it may succeed later.</exception>
    Task RunAsync(CaseEffect effect, CancellationToken cancel);
}

/// <summary>An effect that can never succeed, such as mail to an address that does not exist.</summary>
/// <param name="reason">For staff; holds no personal data.</param>
public sealed class EffectRejectedException(string reason) : Exception(reason);

/// <summary>Policies by id. A case keeps the one that it was opened under, for as long as it lives.</summary>
public interface IPolicyLibrary
{
    /// <summary>The policy for cases that are opened now.</summary>
    RecoveryPolicy Current { get; }

    /// <exception cref="KeyNotFoundException">No case was ever opened under this policy here.</exception>
    ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel);
}

/// <summary>Counts up with each case, so that teams take cases in turn.</summary>
public interface IAssignmentTurns
{
    ValueTask<long> NextAsync(CancellationToken cancel);
}
