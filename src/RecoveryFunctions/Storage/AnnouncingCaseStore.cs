using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Queues;

namespace RecoveryFunctions.Storage;

/// <summary>
/// The store of intake and of commands. A save is announced, done, shown in the lists and told to the driver, in this order: a
/// crash anywhere leaves the announcement, by which the sweeper finds the case. Once the case is saved nothing fails the caller,
/// who could only repeat what is done already.
/// </summary>
internal sealed partial class AnnouncingCaseStore(
    TableCaseStore cases, CaseIndex index, IndexQueue queue, UnwokenCases unwoken, ICaseNudges nudges, IClock clock, ILogger<AnnouncingCaseStore> log)
    : ICaseStore
{
    // The caller has been waiting already; what is not done by then the sweeper does.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel) => cases.LoadAsync(id, cancel);

    public async Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel) => (await cases.ReadAsync(id, cancel))?.Work;

    public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel) => cases.HistoryAsync(id, cancel);

    /// <exception cref="ChangeTooLargeException">It cannot be saved in one transaction; nothing was sent.</exception>
    public async Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
    {
        // What is to be counted or published wakes the case as an effect does: the turn applies it.
        if (change.Effects.Any(CaseKeys.IsApplied) && (change.WakeAt is not { } wake || wake > change.Case.LastAt))
            change = change with { WakeAt = change.Case.LastAt };
        var mark = change.Seen is { } seen ? CaseMark.Parse(seen) : null;
        if (await cases.PrepareAsync(change, mark, [], cancel) is not { } transaction)
            return false;

        var intent = await index.AnnounceAsync(transaction.Id, change.ExpectedVersion, clock.GetCurrentInstant(), cancel);
        var isSaved = await cases.SendAsync(transaction, cancel) is not null;
        using var patience = new CancellationTokenSource(s_patience);
        if (await ShowAsync(transaction, isSaved, intent, patience.Token))
            await NudgeAsync(transaction.Id, patience.Token);
        return isSaved;
    }

    public async Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel) =>
        [.. (await index.WakesAsync(now.ToUnixTimeTicks() + 1, limit, cancel)).Select(w => w.Id)];

    public Task<Instant?> NextWakeAsync(CancellationToken cancel) => index.NextWakeAsync(cancel);

    public Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel) => queue.QueryAsync(query, cancel);

    /// <returns>Whether the driver should be told.</returns>
    private async Task<bool> ShowAsync(CaseTransaction transaction, bool isSaved, string intent, CancellationToken cancel)
    {
        try
        {
            if (isSaved)
            {
                await index.ProjectAsync(transaction.Entry, transaction.Before?.Place, intent, transaction.Words, cancel);
                return true;
            }

            // It may be this very change that is stored, its answer lost and sent again by the client: then nobody else shows it.
            var isNews = await unwoken.ShowAsync(transaction.Id, isAnnounced: true, cancel) is { IsNews: true };
            await index.ForgetAsync(intent, cancel);
            return isNews;
        }
        catch (Exception failure)
        {
            ListsBehind(log, transaction.Id, failure.GetType().Name);
            return true;
        }
    }

    private async Task NudgeAsync(CaseId id, CancellationToken cancel)
    {
        try
        {
            await nudges.NudgeAsync(id, cancel);
        }
        catch (Exception failure)
        {
            NotNudged(log, id, failure.GetType().Name);
        }
    }

    [LoggerMessage(EventId = 20, EventName = "ListsBehind", Level = LogLevel.Warning, Message = "The case {Case} was saved and is not in the lists yet ({Error}); the sweeper will see to it.")]
    private static partial void ListsBehind(ILogger log, CaseId @case, string error);

    [LoggerMessage(EventId = 21, EventName = "NotNudged", Level = LogLevel.Warning, Message = "The case {Case} was saved and its driver could not be told ({Error}); the sweeper will see to it.")]
    private static partial void NotNudged(ILogger log, CaseId @case, string error);
}
