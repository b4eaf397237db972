using NodaTime;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>Runs effects: sends mail, tells staff, counts. Runs again what it is given again, under the same id.</summary>
public interface IEffectRunner
{
    /// <exception cref="EffectRejectedException">It can never succeed; do not try again.</exception>
    /// <exception cref="EffectPutOffException">It was not tried, for want of room on the other side.</exception>
    /// <exception cref="Exception">Anything else: it may succeed later.</exception>
    Task RunAsync(CaseEffect effect, CancellationToken cancel);
}

/// <summary>An effect that can never succeed, such as mail to an address that does not exist.</summary>
/// <param name="reason">For staff; holds no personal data.</param>
public sealed class EffectRejectedException(string reason) : Exception(reason);

/// <summary>
/// The other side has no room for an effect just now, as a throttled mail service. It is tried again after a while, however
/// often: being put off is no failure of the effect. What is owed to the customer meanwhile, the policy's clocks say.
/// </summary>
/// <param name="after">How long the other side asked to be left alone.</param>
public sealed class EffectPutOffException(Duration after) : Exception($"Put off for {after.TotalSeconds:0} s.")
{
    public Duration After { get; } = after;
}

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
