using NodaTime;
using Recovery.Cases;

namespace RecoveryFunctions.Cases;

/// <summary>Finds what a lost nudge or a crash between two calls left lying.</summary>
public interface IUnwokenCases
{
    /// <summary>Cases whose time came before <paramref name="before"/>, and those whose save was announced before it and never finished; the longest first.</summary>
    Task<IReadOnlyList<UnwokenCase>> FindAsync(Instant before, int limit, CancellationToken cancel);

    /// <summary>Makes the lists agree with the case as it is stored. A case that was announced and never saved is forgotten.</summary>
    /// <returns>False when there is no such case.</returns>
    Task<bool> RepairAsync(CaseId id, CancellationToken cancel);
}

public sealed record UnwokenCase(CaseId Id, Instant Since);
