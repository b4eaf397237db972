using System.Collections.Concurrent;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;
using RecoveryFunctions.Operations;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Webhooks;

/// <summary>A partition for each subscription. Tells operators what is given up.</summary>
internal sealed class TableDeliveries(RecoveryTables tables, ILogger<TableDeliveries> log) : IDeliveries
{
    private const int Tries = 5;

    /// <summary>What this process read or saved last, so that a save need not read it again; the service checks the ETag.</summary>
    private readonly ConcurrentDictionary<string, (int Version, ETag Tag)> _seen = new(StringComparer.Ordinal);

    public async Task<DeliveryProgress?> ProgressAsync(string subscription, CancellationToken cancel)
    {
        if (await Partition(subscription).RowAsync(DeliveryRows.Progress, cancel) is not { } row)
            return null;
        var progress = DeliveryRows.Read<DeliveryProgress>(row);
        _seen[subscription] = (progress.Version, row.ETag);
        return progress;
    }

    public async Task<IReadOnlyList<HeldEvents>> DueAsync(string subscription, Instant now, int limit, CancellationToken cancel) =>
        Read<HeldEvents>(await Partition(subscription).RangeAsync(DeliveryRows.DuePrefix, DeliveryRows.DueAfter(now), limit, cancel));

    public async Task<IReadOnlyList<HeldEvents>> HeldAsync(string subscription, IReadOnlyCollection<string> streams, CancellationToken cancel) =>
        Read<HeldEvents>(await Partition(subscription).HeldAsync(streams, cancel));

    public async Task<Instant?> NextAsync(string subscription, CancellationToken cancel) =>
        await Partition(subscription).RangeAsync(DeliveryRows.DuePrefix, DeliveryRows.DuePrefix + RowKeys.End, 1, cancel, ["RowKey"]) is [var first] ? DeliveryRows.DueAt(first) : null;

    /// <summary>
    /// In the usual case one operation, and one more where something is or was held. What does not fit into one transaction is saved
    /// in several, each of which changes the row of the progress under its ETag; the last one moves it.
    /// </summary>
    public async Task<bool> SaveAsync(DeliveryChange change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        var subscription = change.Progress.Subscription;
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await GuardAsync(change.Progress, cancel) is not { } guard)
                return false;
            var parts = await new DeliveryTransaction(Partition(subscription), change).PartsAsync(assumeNew: tries == 0, cancel);
            try
            {
                _seen.TryRemove(subscription, out _);
                if (await SubmitAsync(change.Progress, parts, guard, cancel) is { } tag)
                    _seen[subscription] = (change.Progress.Version + 1, tag);
                if (change.Records.Count(r => r.Status == DeliveryStatus.Parked) is > 0 and var parked)
                    OperatorLog.DeliveriesParked(log, subscription, parked);
                return true;
            }
            catch (RequestFailedException raced) when (raced.Status is 404 or 409 or 412)
            {
                // Somebody else saved, the subscription is gone, or a row was there or not against what we thought: look again.
            }
        }

        throw new TimeoutException($"The deliveries of {subscription} were changed {Tries} times by others while they were saved.");
    }

    public async Task RecordAsync(Delivery delivery, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var partition = Partition(delivery.Subscription);
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await partition.RowAsync(DeliveryRows.Progress, cancel) is not { } progress)
                return;
            var change = new DeliveryChange { Progress = DeliveryRows.Read<DeliveryProgress>(progress), Records = [delivery] };
            var parts = await new DeliveryTransaction(partition, change).PartsAsync(assumeNew: false, cancel);
            try
            {
                // Merges nothing in, and fails when the progress is gone: nothing is left behind of a subscription that is removed meanwhile.
                var guard = new TableTransactionAction(TableTransactionActionType.UpdateMerge, new TableEntity(delivery.Subscription, DeliveryRows.Progress), ETag.All);
                await tables.Deliveries.SubmitTransactionAsync([guard, .. parts.SelectMany(p => p)], cancel);
                return;
            }
            catch (RequestFailedException raced) when (raced.Status is 404 or 409 or 412)
            {
                // Written by somebody else in between, or the subscription is gone.
            }
        }

        throw new TimeoutException($"A record of {delivery.Subscription} was changed {Tries} times by others while it was written.");
    }

    public async Task<Delivery?> FindAsync(string subscription, string eventId, CancellationToken cancel) =>
        await Partition(subscription).RowAsync(DeliveryRows.Record(eventId), cancel) is { } row ? DeliveryRows.Read<Delivery>(row) : null;

    public async Task<DeliveryPage> ListAsync(string subscription, DeliveryQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        var rows = await Partition(subscription).ListAsync(query.Status, PlaceOf(query.Cursor), query.Limit + 1, cancel);
        var next = rows.Count > query.Limit ? Convert.ToBase64String(Encoding.ASCII.GetBytes(DeliveryRows.Place(rows[query.Limit - 1].RowKey))) : null;
        return new DeliveryPage(Read<Delivery>(rows.Take(query.Limit)), next);
    }

    public async Task<IReadOnlyList<Delivery>> RecordsAsync(string subscription, IReadOnlyCollection<string> eventIds, CancellationToken cancel) =>
        Read<Delivery>(await Partition(subscription).RecordsAsync(eventIds, cancel));

    public async Task<IReadOnlyDictionary<DeliveryStatus, int>> CountsAsync(string subscription, int most, CancellationToken cancel)
    {
        var counts = await Task.WhenAll(Enum.GetValues<DeliveryStatus>().Select(async s =>
            (Status: s, (await Partition(subscription).RangeAsync(DeliveryRows.List(s), DeliveryRows.List(s) + RowKeys.End, most, cancel, ["RowKey"])).Count)));
        return counts.ToDictionary(c => c.Status, c => c.Count);
    }

    public async Task<int> ForgetAsync(Instant before, int limit, CancellationToken cancel)
    {
        var forgotten = 0;
        await foreach (var subscription in tables.Webhooks.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {SubscriptionRows.Partition}"), select: ["Id"], cancellationToken: cancel))
        {
            foreach (var status in (DeliveryStatus[])[DeliveryStatus.Delivered, DeliveryStatus.Parked])
                forgotten += await ForgetAsync(SubscriptionRows.IdOf(subscription), status, before, limit - forgotten, cancel);
        }

        return forgotten;
    }

    /// <summary>Everything of a subscription that is gone. The progress first: nothing is saved from then on.</summary>
    public async Task RemoveAsync(string subscription, CancellationToken cancel)
    {
        await tables.Deliveries.TryDeleteAsync(subscription, DeliveryRows.Progress, cancel);
        while (await Partition(subscription).RangeAsync("", RowKeys.End, TransactionLimits.MostOperations, cancel, ["RowKey"]) is { Count: > 0 } rows)
        {
            try
            {
                await tables.Deliveries.SubmitTransactionAsync(rows.Select(row => Delete(subscription, row.RowKey)), cancel);
            }
            catch (RequestFailedException gone) when (gone.Status == 404)
            {
                foreach (var row in rows)
                    await tables.Deliveries.TryDeleteAsync(subscription, row.RowKey, cancel);
            }
        }
    }

    public Task BeginAsync(DeliveryProgress progress, CancellationToken cancel) =>
        tables.Deliveries.UpsertEntityAsync(DeliveryRows.Write(progress), TableUpdateMode.Replace, cancel);

    internal static TableTransactionAction Delete(string subscription, string key) =>
        new(TableTransactionActionType.Delete, new TableEntity(subscription, key), ETag.All);

    private static List<T> Read<T>(IEnumerable<TableEntity> rows) => [.. rows.Select(DeliveryRows.Read<T>)];

    private static string? PlaceOf(string? cursor)
    {
        if (cursor is null)
            return null;
        var bytes = new byte[cursor.Length];
        return Convert.TryFromBase64String(cursor, bytes, out var length) && Encoding.ASCII.GetString(bytes, 0, length) is var place && DeliveryRows.IsPlace(place)
            ? place
            : throw new InvalidCursorException();
    }

    private DeliveryPartition Partition(string subscription) => new(tables.Deliveries, subscription);

    /// <returns>Null when the stored progress has another version, or none is stored.</returns>
    private async Task<ETag?> GuardAsync(DeliveryProgress progress, CancellationToken cancel)
    {
        if (!_seen.TryGetValue(progress.Subscription, out var seen) && await ProgressAsync(progress.Subscription, cancel) is not null)
            seen = _seen.GetValueOrDefault(progress.Subscription);
        return seen.Tag != default && seen.Version == progress.Version ? seen.Tag : null;
    }

    /// <returns>The ETag of the progress; null when the service did not say.</returns>
    private async Task<ETag?> SubmitAsync(DeliveryProgress progress, IEnumerable<List<TableTransactionAction>> parts, ETag guard, CancellationToken cancel)
    {
        var transactions = TransactionLimits.Split(parts, p => p, beside: 1).ToList();
        ETag? tag = guard;
        for (var i = 0; i < Math.Max(transactions.Count, 1); i++)
        {
            var isLast = i >= transactions.Count - 1;
            // One that only guards merges nothing in; its ETag changes all the same.
            var row = isLast ? DeliveryRows.Write(progress with { Version = progress.Version + 1 }) : new TableEntity(progress.Subscription, DeliveryRows.Progress);
            var kind = isLast ? TableTransactionActionType.UpdateReplace : TableTransactionActionType.UpdateMerge;
            TableTransactionAction[] actions = [new(kind, row, guard), .. transactions.ElementAtOrDefault(i)?.SelectMany(p => p) ?? []];
            tag = (await tables.Deliveries.SubmitTransactionAsync(actions, cancel)).Value[0].Headers.ETag;
            if (!isLast)
                guard = tag ?? (await Partition(progress.Subscription).RowAsync(DeliveryRows.Progress, cancel))?.ETag ?? default;
        }

        return tag;
    }

    private async Task<int> ForgetAsync(string subscription, DeliveryStatus status, Instant before, int limit, CancellationToken cancel)
    {
        var rows = await Partition(subscription).RangeAsync(
            DeliveryRows.ListBefore(status, before), DeliveryRows.List(status) + RowKeys.End, limit, cancel, ["PartitionKey", "RowKey"]);
        foreach (var some in rows.Chunk(TransactionLimits.MostOperations / 2))
        {
            if (await TryForgetAsync(some, cancel))
                continue;
            // One of them was written anew in between: its record stays with its new row in a list.
            foreach (var row in some)
                await TryForgetAsync([row], cancel);
        }

        return rows.Count;
    }

    private async Task<bool> TryForgetAsync(TableEntity[] listed, CancellationToken cancel)
    {
        try
        {
            await tables.Deliveries.SubmitTransactionAsync(
                listed.SelectMany(row => new[] { Delete(row.PartitionKey, row.RowKey), Delete(row.PartitionKey, DeliveryRows.RecordOf(row)) }), cancel);
            return true;
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return false;
        }
    }
}
