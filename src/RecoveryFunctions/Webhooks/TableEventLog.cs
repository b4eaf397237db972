using Azure;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Webhooks;

/// <summary>
/// The log in one partition of the table <c>events</c>. Positions are given without gaps, in a transaction that changes the row of
/// the newest position too, under its ETag: what comes later in the log was stored later, whoever stored it.
/// </summary>
/// <param name="called">Hears of what was put in.</param>
internal sealed class TableEventLog(RecoveryTables tables, LogWriter writer, SubscriberCalls? called = null) : IEventLog
{
    /// <summary>An event is two rows.</summary>
    private const int ForgottenAtOnce = TransactionLimits.MostOperations / 2;

    public async Task AppendAsync(IReadOnlyList<PublishedEvent> events, CancellationToken cancel)
    {
        if (events.Count > 0 && await writer.AppendAsync(events, cancel) && called is not null)
            await called.CallAsync(events, cancel);
    }

    public async Task<IReadOnlyList<LoggedEvent>> ReadAsync(long after, int limit, CancellationToken cancel) =>
        after == long.MaxValue ? [] : await RangeAsync(Math.Max(after, 0) + 1, limit, EventRows.Read, null, cancel);

    public async Task<LoggedEvent?> AtAsync(long position, CancellationToken cancel) =>
        await RowAsync(EventRows.At(position), null, cancel) is { } row ? EventRows.Read(row) : null;

    public async Task<LoggedEvent?> FindAsync(string id, CancellationToken cancel) =>
        await RowAsync(EventRows.Id(id), null, cancel) is { } row ? await AtAsync(EventRows.Position(row), cancel) : null;

    public async Task<long> LastAsync(CancellationToken cancel) =>
        await RowAsync(EventRows.Head, null, cancel) is { } head ? EventRows.Position(head) : 0;

    /// <summary>Some twenty operations for a million events: it halves what is left.</summary>
    public async Task<long> LastBeforeAsync(Instant time, CancellationToken cancel)
    {
        var last = await LastAsync(cancel);
        var first = (await RangeAsync(1, 1, EventRows.Position, ["Position"], cancel)).FirstOrDefault(last + 1);
        // Those up to "low" came before the time, those from "high" on did not.
        var (low, high) = (first - 1, last + 1);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            // What is no longer there was the oldest, and has been forgotten since we began.
            if (await RowAsync(EventRows.At(middle), ["LoggedAt"], cancel) is { } row && EventRows.LoggedAt(row) >= time)
                high = middle;
            else
                low = middle;
        }

        return low < first ? 0 : low;
    }

    public async Task<int> ForgetAsync(Instant before, int limit, CancellationToken cancel)
    {
        var forgotten = 0;
        while (forgotten < limit)
        {
            var oldest = await RangeAsync(1, Math.Min(limit - forgotten, ForgottenAtOnce), row => row, ["RowKey", "LoggedAt", "Id"], cancel);
            var old = oldest.TakeWhile(row => EventRows.LoggedAt(row) < before).ToList();
            if (old.Count == 0)
                break;
            await DeleteAsync([.. old.Select(row => row.RowKey), .. old.Select(row => EventRows.Id(EventRows.EventId(row)))], cancel);
            forgotten += old.Count;
        }

        return forgotten;
    }

    private async Task DeleteAsync(List<string> keys, CancellationToken cancel)
    {
        try
        {
            await tables.Events.SubmitTransactionAsync(keys.Select(k => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(EventRows.Partition, k), ETag.All)), cancel);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // Somebody else forgets too, or the answer to our own was lost.
            foreach (var key in keys)
                await tables.Events.TryDeleteAsync(EventRows.Partition, key, cancel);
        }
    }

    private async Task<TableEntity?> RowAsync(string key, string[]? select, CancellationToken cancel)
    {
        var found = await tables.Events.GetEntityIfExistsAsync<TableEntity>(EventRows.Partition, key, select, cancel);
        return found.HasValue ? found.Value : null;
    }

    private async Task<IReadOnlyList<T>> RangeAsync<T>(long from, int limit, Func<TableEntity, T> read, string[]? select, CancellationToken cancel)
    {
        var found = new List<T>();
        if (limit <= 0)
            return found;
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {EventRows.Partition} and RowKey ge {EventRows.At(from)} and RowKey lt {EventRows.EndOfEvents}");
        await foreach (var row in tables.Events.QueryAsync<TableEntity>(filter, Math.Min(limit, 1000), select, cancel))
        {
            found.Add(read(row));
            if (found.Count == limit)
                break;
        }

        return found;
    }
}
