using Recovery.Cases;

namespace Recovery.Intake;

/// <summary>Puts two cases of one complaint together; staff decide that they are one.</summary>
public sealed class CaseMerging(CaseService cases, ICaseStore store)
{
    private const int MostMerges = 10;

    /// <summary>
    /// The complaint of <paramref name="id"/> joins <paramref name="into"/>, or the case that this one was merged into; then
    /// <paramref name="id"/> ends. Doing it again changes nothing, and ends what was cut off between the two.
    /// </summary>
    /// <returns>What became of <paramref name="id"/>.</returns>
    public async Task<CommandResult> MergeAsync(CaseId id, CaseId into, CommandId command, Actor by, int? expectedVersion, CancellationToken cancel)
    {
        if (await store.LoadAsync(id, cancel) is not { } from)
            return new NotFound();
        if (await store.LoadAsync(into, cancel) is not { } target)
            return Refuse(RefusalKind.Invalid, "There is no such case to merge it into.", from);
        for (var hops = 0; hops < MostMerges && target.Id != id && target.MergedInto is { } next && await store.LoadAsync(next.Case, cancel) is { } further; hops++)
            target = further;
        if (target.Id == id)
            return Refuse(RefusalKind.Invalid, id == into ? "A case cannot be merged into itself." : "That case was merged into this one.", from);
        if (from.MergedInto is { } merged)
        {
            return merged.Case == into || merged.Case == target.Id
                ? new Done(from, [])
                : Refuse(RefusalKind.NotNow, $"It was merged into {merged.Reference} before.", from);
        }

        // One key for each case that joins, whoever asks: its complaint joins once.
        var join = new JoinComplaint(new CommandId(Joining(id)), from.Complaint, id);
        return await cases.ExecuteAsync(
            id,
            new MergeInto(command, by, target.Id, target.Reference),
            expectedVersion,
            cancel,
            first: async () => await cases.ExecuteAsync(target.Id, join, null, cancel) switch
            {
                // Each merged into the other at the same moment, both would end and nobody would go on with either.
                Done when Comes(target.Id, before: id) && await store.LoadAsync(id, cancel) is { } now && now.Applied.ContainsKey(Joining(target.Id)) =>
                    Refuse(RefusalKind.NotNow, "Somebody merged that case into this one at the same moment.", now),
                var joined => joined,
            });
    }

    private static bool Comes(CaseId one, CaseId before) => string.CompareOrdinal(one.Value, before.Value) < 0;

    private static string Joining(CaseId joins) => $"merge:{joins}";

    private static NotDone Refuse(RefusalKind kind, string reason, Case subject) => new(new Refused(kind, reason, "into"), subject);
}
