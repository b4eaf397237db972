using Azure;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;

namespace RecoveryFunctions.Storage;

/// <summary>What a turn works on, as it is stored.</summary>
/// <param name="Unapplied">What the store applies itself and is not known to have applied yet, in the order in which it was made.</param>
internal sealed record StoredCase(Case Case, IReadOnlyList<PendingEffect> Effects, IReadOnlyList<CaseEffect> Unapplied, IndexEntry Entry, CaseMark Mark)
{
    public CaseWork Work => new(Case, Effects) { Seen = Mark.ToSeen() };
}

/// <summary>
/// The truth: the table <c>cases</c>, a partition per case. It knows nothing of lists, nudges and reports; who must keep those
/// in step are <see cref="AnnouncingCaseStore"/> and <see cref="DrivenCaseStore"/>.
/// </summary>
internal sealed class TableCaseStore(RecoveryTables tables)
{
    public async Task<Case?> LoadAsync(CaseId id, CancellationToken cancel)
    {
        var row = await tables.Cases.GetEntityIfExistsAsync<TableEntity>(id.Value, CaseKeys.Case, cancellationToken: cancel);
        return row.HasValue ? CaseJson.ReadCase(LongText.Read(row.Value!, CaseKeys.Json)) : null;
    }

    public async Task<StoredCase?> ReadAsync(CaseId id, CancellationToken cancel)
    {
        TableEntity? first = null;
        var effects = new List<(long Order, PendingEffect Effect)>();
        var unapplied = new List<(long Order, CaseEffect Effect)>();
        await foreach (var row in Range(id, CaseKeys.Case, CaseKeys.EndOfWork, cancel))
        {
            if (row.RowKey == CaseKeys.Case)
                first = row;
            else if (CaseKeys.IsApplied(row.RowKey))
                unapplied.Add((OrderOf(row), Effect(row)));
            else
                effects.Add((OrderOf(row), new PendingEffect(Effect(row), row.GetInt32(CaseKeys.Attempts) ?? 0, NotBefore(row))));
        }

        return first is null
            ? null
            : new StoredCase(
                CaseJson.ReadCase(LongText.Read(first, CaseKeys.Json)),
                [.. effects.OrderBy(e => e.Order).Select(e => e.Effect)],
                [.. unapplied.OrderBy(u => u.Order).Select(u => u.Effect)],
                IndexEntry.Read(first),
                Mark(first));

        static CaseEffect Effect(TableEntity row) => CaseJson.ReadEffect(LongText.Read(row, CaseKeys.Json));
        static long OrderOf(TableEntity row) => row.GetInt64(CaseKeys.Order) ?? 0;
        static Instant NotBefore(TableEntity row) => Instant.FromUnixTimeTicks(row.GetInt64(CaseKeys.NotBefore) ?? 0);
    }

    public async Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel)
    {
        var events = new List<CaseEvent>();
        await foreach (var row in Range(id, CaseKeys.History, CaseKeys.History + RowKeys.End, cancel))
            events.Add(CaseJson.ReadEvent(LongText.Read(row, CaseKeys.Json)));
        return events;
    }

    /// <summary>All words that the case is to be found by.</summary>
    public async Task<IReadOnlyList<string>> WordsAsync(CaseId id, CancellationToken cancel)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in Range(id, CaseKeys.Words, CaseKeys.Words + RowKeys.End, cancel))
            words.UnionWith(LongText.Read(row, CaseKeys.Text).Split(' '));
        return [.. words];
    }

    /// <param name="mark">The row as the change was decided on; null where it is not known, and then it is read.</param>
    /// <returns>Null when the stored version is already another.</returns>
    /// <exception cref="ChangeTooLargeException">It cannot be saved in one transaction.</exception>
    public async Task<CaseTransaction?> PrepareAsync(CaseChange change, CaseMark? mark, IReadOnlyCollection<CaseEffect> applied, CancellationToken cancel)
    {
        if (change.ExpectedVersion == 0)
            return new CaseTransaction(change, null, applied);
        if (mark is not null)
            return mark.Version == change.ExpectedVersion ? new CaseTransaction(change, mark, applied) : null;
        var (stored, keys) = await KeysAsync(change.Case.Id, cancel);
        return stored?.Version == change.ExpectedVersion ? new CaseTransaction(change, stored, applied).For(keys) : null;
    }

    /// <returns>
    /// The row as it now is; null when the case was saved since, or was there already, and nothing was written. After an answer
    /// that got lost and a retry by the client it may have been this very transaction that was saved: load and see.
    /// </returns>
    public async Task<CaseMark?> SendAsync(CaseTransaction transaction, CancellationToken cancel)
    {
        try
        {
            return await SubmitAsync(transaction, cancel);
        }
        catch (RequestFailedException refused) when (refused.Status is 412 || (refused.Status is 409 && transaction.Before is null))
        {
            return null;
        }
        catch (RequestFailedException refused) when (refused.Status is 404 && transaction.Before is not null)
        {
            var (stored, keys) = await KeysAsync(transaction.Id, cancel);
            if (stored is null || stored.Tag != transaction.Before.Tag)
                return null;
            var rest = transaction.For(keys);
            if (rest.Actions.Count == transaction.Actions.Count)
                throw;
            return await SendAsync(rest, cancel);
        }
    }

    private async Task<CaseMark> SubmitAsync(CaseTransaction transaction, CancellationToken cancel)
    {
        var answers = await tables.Cases.SubmitTransactionAsync(transaction.Actions, cancel);
        return new CaseMark(transaction.Version, answers.Value[0].Headers.ETag ?? default, transaction.Entry.Place);
    }

    private async Task<(CaseMark? Mark, IReadOnlySet<string> Keys)> KeysAsync(CaseId id, CancellationToken cancel)
    {
        CaseMark? mark = null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in Range(id, CaseKeys.Case, CaseKeys.EndOfWork, cancel))
        {
            keys.Add(row.RowKey);
            if (row.RowKey == CaseKeys.Case)
                mark = Mark(row);
        }

        return (mark, keys);
    }

    private static CaseMark Mark(TableEntity row) => new(row.GetInt32(nameof(Case.Version)) ?? 0, row.ETag, IndexEntry.Read(row).Place);

    private AsyncPageable<TableEntity> Range(CaseId id, string from, string to, CancellationToken cancel) =>
        tables.Cases.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {id.Value} and RowKey ge {from} and RowKey lt {to}"), cancellationToken: cancel);
}
