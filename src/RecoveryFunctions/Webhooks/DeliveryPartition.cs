using Azure.Data.Tables;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Webhooks;

/// <summary>Reads a subscription's partition.</summary>
internal sealed class DeliveryPartition(TableClient table, string subscription)
{
    /// <summary>Streams that are held at most for them to be read all together.</summary>
    private const int FewHeld = 100;

    private const int AtOnce = 16;

    public async Task<TableEntity?> RowAsync(string key, CancellationToken cancel)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(subscription, key, cancellationToken: cancel);
        return found.HasValue ? found.Value : null;
    }

    /// <param name="limit">Null for all.</param>
    public async Task<List<TableEntity>> RangeAsync(string from, string to, int? limit, CancellationToken cancel, string[]? select = null)
    {
        var rows = new List<TableEntity>();
        if (limit <= 0)
            return rows;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {subscription} and RowKey ge {from} and RowKey lt {to}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, Math.Min(limit ?? 1000, 1000), select, cancel))
        {
            rows.Add(row);
            if (rows.Count == limit)
                break;
        }

        return rows;
    }

    /// <summary>One operation as long as little is held, which is the usual case; else one for each stream.</summary>
    public async Task<List<TableEntity>> HeldAsync(IReadOnlyCollection<string> streams, CancellationToken cancel)
    {
        if (streams.Count == 0)
            return [];
        var keys = streams.Select(DeliveryRows.Held).ToHashSet(StringComparer.Ordinal);
        if (keys.Count > 1)
        {
            var some = await RangeAsync(DeliveryRows.HeldPrefix, DeliveryRows.HeldPrefix + RowKeys.End, FewHeld, cancel);
            if (some.Count < FewHeld)
                return [.. some.Where(row => keys.Contains(row.RowKey))];
        }

        return await RowsAsync(keys, cancel);
    }

    public Task<List<TableEntity>> RecordsAsync(IEnumerable<string> events, CancellationToken cancel) =>
        RowsAsync(events.Select(DeliveryRows.Record).Distinct(StringComparer.Ordinal), cancel);

    /// <summary>Of one status or of all of them, what changed last first.</summary>
    /// <param name="after">A place; null for the start.</param>
    public async Task<List<TableEntity>> ListAsync(DeliveryStatus? status, string? after, int limit, CancellationToken cancel)
    {
        DeliveryStatus[] statuses = status is { } one ? [one] : Enum.GetValues<DeliveryStatus>();
        var lists = await Task.WhenAll(statuses.Select(s =>
            // The character after the place is the first that none has.
            RangeAsync(DeliveryRows.List(s) + (after is null ? "" : after + " "), DeliveryRows.List(s) + RowKeys.End, limit, cancel)));
        return [.. lists.SelectMany(l => l).OrderBy(row => DeliveryRows.Place(row.RowKey), StringComparer.Ordinal).Take(limit)];
    }

    private async Task<List<TableEntity>> RowsAsync(IEnumerable<string> keys, CancellationToken cancel)
    {
        var found = new List<TableEntity>();
        foreach (var some in keys.Chunk(AtOnce))
            found.AddRange((await Task.WhenAll(some.Select(key => RowAsync(key, cancel)))).OfType<TableEntity>());
        return found;
    }
}
