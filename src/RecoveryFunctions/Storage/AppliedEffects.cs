using Recovery.Cases;
using Recovery.Webhooks;
using RecoveryFunctions.Reports;

namespace RecoveryFunctions.Storage;

/// <summary>Applies what no driver runs: figures to the reports, events to the log. Each once by its id, however often it is given.</summary>
internal sealed class AppliedEffects(ICaseFigures figures, IEventLog log)
{
    /// <summary>A log that fails holds up no report, nor a report the log.</summary>
    /// <param name="effects">Of one case, in the order in which they were made.</param>
    /// <returns>Those that are applied, and why the others are not.</returns>
    public async Task<(IReadOnlyCollection<CaseEffect> Applied, Exception? Failure)> ApplyAsync(IReadOnlyCollection<CaseEffect> effects, CancellationToken cancel)
    {
        var published = effects.OfType<PublishEvent>().ToList();
        var counted = effects.Except(published).ToList();
        var applied = new List<CaseEffect>();
        Exception? failure = null;
        await TryAsync(published, () => log.AppendAsync([.. published.Select(p => p.Event)], cancel));
        await TryAsync(counted, () => figures.ApplyAsync(counted, cancel));
        return (applied, failure);

        async Task TryAsync(IReadOnlyCollection<CaseEffect> some, Func<Task> apply)
        {
            if (some.Count == 0)
                return;
            try
            {
                await apply();
                applied.AddRange(some);
            }
            catch (Exception failed) when (!cancel.IsCancellationRequested)
            {
                failure ??= failed;
            }
        }
    }
}
