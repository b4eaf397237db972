using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Cases;

namespace RecoveryFunctions.Storage;

/// <summary>Finds cases by their wakes and by what was announced, and makes the lists anew from the case's own partition.</summary>
internal sealed class UnwokenCases(TableCaseStore cases, CaseIndex index, IClock clock) : IUnwokenCases
{
    // Longer than any function runs: whoever announced a save and has not saved by then never will.
    private static readonly Duration s_longestSave = Duration.FromMinutes(10);

    public async Task<IReadOnlyList<UnwokenCase>> FindAsync(Instant before, int limit, CancellationToken cancel)
    {
        var wakes = await index.WakesAsync(before.ToUnixTimeTicks(), limit, cancel);
        var intents = await index.IntentsAsync(before, limit, cancel);
        return
        [
            .. wakes.Select(w => new UnwokenCase(w.Id, w.At))
                .Concat(intents.Select(i => new UnwokenCase(i.Id, i.At)))
                .OrderBy(c => c.Since)
                .DistinctBy(c => c.Id)
                .Take(limit),
        ];
    }

    public async Task<bool> RepairAsync(CaseId id, CancellationToken cancel)
    {
        // Asked before the case is read: what is announced later is not ours to forget.
        var intents = await index.IntentsAsync(id, cancel);
        var stored = await ShowAsync(id, intents.Count > 0, cancel);
        var now = clock.GetCurrentInstant();
        foreach (var over in intents.Where(i => stored?.Version > i.ExpectedVersion || i.At < now - s_longestSave))
            await index.ForgetAsync(over.Key, cancel);
        return stored is not null;
    }

    /// <summary>Shows the case in the lists as it is stored. Where they agree and no save was cut off, that is two operations.</summary>
    /// <param name="isAnnounced">A save may have been cut off between the case and the lists: words of it may be missing though a later save is shown.</param>
    /// <returns>Its version, and whether anything had to be changed; null when there is no such case.</returns>
    public async Task<(int Version, bool IsNews)?> ShowAsync(CaseId id, bool isAnnounced, CancellationToken cancel)
    {
        if (await cases.ReadAsync(id, cancel) is not { } stored)
            return null;
        if (!isAnnounced && (await index.FindAsync(id, cancel))?.Revision >= stored.Entry.Revision)
            return (stored.Case.Version, false);
        // Before the rest: a case that is shown as it is stored is not looked at again.
        await index.AddWordsAsync(id, await cases.WordsAsync(id, cancel), cancel);
        return (stored.Case.Version, await index.RepairAsync(stored.Entry, cancel));
    }
}
