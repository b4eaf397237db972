using Recovery.Cases;

namespace Recovery.Intake;

/// <summary>Puts two cases of one complaint together; staff decide that they are one.</summary>
public sealed class CaseMerging(CaseService cases, ICaseStore store)
{
    /// <summary>The complaint of <paramref name="id"/> joins <paramref name="into"/>; then <paramref name="id"/> ends. Doing it again changes nothing.</summary>
    /// <returns>What became of <paramref name="id"/>.</returns>
    public Task<CommandResult> MergeAsync(CaseId id, CaseId into, CommandId command, Actor by, int? expectedVersion, CancellationToken cancel)
    {
        _ = (cases, store, id, into, command, by, expectedVersion, cancel);
        throw new NotSupportedException("Not built yet.");
    }
}
