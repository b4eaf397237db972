using Azure;
using Azure.Data.Tables;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Webhooks;

/// <summary>
/// Subscriptions in one partition of the table <c>webhooks</c>. Their progress lies with their deliveries in another table: it is
/// there before the subscription is, and is taken away after it.
/// </summary>
internal sealed class TableSubscriptions(RecoveryTables tables, TableDeliveries deliveries) : ISubscriptions
{
    public async Task<IReadOnlyList<Subscription>> ListAsync(CancellationToken cancel)
    {
        var all = new List<Subscription>();
        await foreach (var row in Rows(SubscriptionRows.Prefix, cancel))
            all.Add(SubscriptionRows.Read(row));
        return [.. all.OrderBy(s => s.CreatedAt).ThenBy(s => s.Id, StringComparer.Ordinal)];
    }

    public async Task<Subscription?> FindAsync(string id, CancellationToken cancel) => await RowAsync(id, cancel) is { } row ? SubscriptionRows.Read(row) : null;

    public async Task AddAsync(Subscription subscription, long position, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        if (await RowAsync(subscription.Id, cancel) is not null)
            throw Taken();
        // A request sent again after the removal makes the same id: what the removal left would be taken away from the new one at night.
        if ((await tables.Webhooks.GetEntityIfExistsAsync<TableEntity>(SubscriptionRows.Partition, SubscriptionRows.Removed(subscription.Id), cancellationToken: cancel)).HasValue)
            await ClearAsync(subscription.Id, cancel);
        await deliveries.BeginAsync(new DeliveryProgress { Subscription = subscription.Id, Position = position, Version = 1 }, cancel);
        var row = SubscriptionRows.Write(subscription with { Version = 1 });
        try
        {
            await tables.Webhooks.AddEntityAsync(row, cancel);
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            // Unless it is this one, the answer to its first try lost.
            if (await RowAsync(subscription.Id, cancel) is not { } stored || stored.GetString("Json") != row.GetString("Json"))
                throw Taken();
        }
    }

    public async Task<bool> SaveAsync(Subscription subscription, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        if (await RowAsync(subscription.Id, cancel) is not { } row || SubscriptionRows.Read(row).Version != subscription.Version)
            return false;
        try
        {
            await tables.Webhooks.UpdateEntityAsync(SubscriptionRows.Write(subscription with { Version = subscription.Version + 1 }), row.ETag, TableUpdateMode.Replace, cancel);
            return true;
        }
        catch (RequestFailedException raced) when (raced.Status is 404 or 412)
        {
            return false;
        }
    }

    public async Task<bool> RemoveAsync(string id, CancellationToken cancel)
    {
        try
        {
            // Cut off after this, the rest is done by the nightly cleaning.
            await tables.Webhooks.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.Delete, new TableEntity(SubscriptionRows.Partition, SubscriptionRows.Of(id)), ETag.All),
                    new(TableTransactionActionType.UpsertReplace, new TableEntity(SubscriptionRows.Partition, SubscriptionRows.Removed(id)) { ["Id"] = id }),
                ],
                cancel);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return false;
        }

        await ClearAsync(id, cancel);
        return true;
    }

    /// <summary>Deletes the deliveries of subscriptions whose removal was cut off.</summary>
    public async Task ClearRemovedAsync(CancellationToken cancel)
    {
        var removed = new List<string>();
        await foreach (var row in Rows(SubscriptionRows.RemovedPrefix, cancel))
            removed.Add(SubscriptionRows.IdOf(row));
        foreach (var id in removed)
            await ClearAsync(id, cancel);
    }

    private static InvalidOperationException Taken() => new("There is a subscription with this id.");

    private async Task ClearAsync(string id, CancellationToken cancel)
    {
        await deliveries.RemoveAsync(id, cancel);
        await tables.Webhooks.TryDeleteAsync(SubscriptionRows.Partition, SubscriptionRows.Removed(id), cancel);
    }

    private async Task<TableEntity?> RowAsync(string id, CancellationToken cancel)
    {
        var found = await tables.Webhooks.GetEntityIfExistsAsync<TableEntity>(SubscriptionRows.Partition, SubscriptionRows.Of(id), cancellationToken: cancel);
        return found.HasValue ? found.Value : null;
    }

    private AsyncPageable<TableEntity> Rows(string prefix, CancellationToken cancel) => tables.Webhooks.QueryAsync<TableEntity>(
        TableClient.CreateQueryFilter($"PartitionKey eq {SubscriptionRows.Partition} and RowKey ge {prefix} and RowKey lt {prefix + RowKeys.End}"), cancellationToken: cancel);
}
