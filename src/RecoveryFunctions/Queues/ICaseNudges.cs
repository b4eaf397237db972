using Recovery.Cases;

namespace RecoveryFunctions.Queues;

/// <summary>Asks the driver to look at a case soon. A nudge may be lost or come twice: it says nothing but "look".</summary>
public interface ICaseNudges
{
    Task NudgeAsync(CaseId id, CancellationToken cancel);
}
