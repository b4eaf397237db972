using Recovery.Cases;

namespace RecoveryFunctions.Cases;

/// <summary>One round of the driver for a case: its turn, its figures, its place in the lists.</summary>
public interface ICaseRounds
{
    /// <summary>Done again after a crash, it does what was left over.</summary>
    Task<Turn> RunAsync(CaseId id, CancellationToken cancel);
}
