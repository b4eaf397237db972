using Azure.Data.Tables;
using Recovery.Webhooks;

namespace RecoveryFunctions.Webhooks;

/// <summary>
/// A change of deliveries as operations on rows. Records come before what is held, and that before what is freed: cut off between
/// two transactions, a delivery is repeated, and none is lost.
/// </summary>
internal sealed class DeliveryTransaction(DeliveryPartition partition, DeliveryChange change)
{
    private readonly string _subscription = change.Progress.Subscription;

    /// <param name="assumeNew">A first try has no record yet, which is not looked up then.</param>
    /// <returns>What must be in one transaction together, in order.</returns>
    public async Task<List<List<TableTransactionAction>>> PartsAsync(bool assumeNew, CancellationToken cancel)
    {
        var asked = change.Records.Where(r => !(assumeNew && r.Attempts.Length <= 1)).Select(r => r.Event);
        var records = await ByKeyAsync(partition.RecordsAsync(asked, cancel));
        var held = await ByKeyAsync(partition.HeldAsync([.. change.Held.Select(h => h.Stream).Concat(change.Freed).Distinct(StringComparer.Ordinal)], cancel));
        var freed = change.Freed.Except(change.Held.Select(h => h.Stream), StringComparer.Ordinal);
        return
        [
            .. change.Records.Reverse().DistinctBy(r => r.Event, StringComparer.Ordinal).Reverse()
                .Select(r => Replace(records.GetValueOrDefault(DeliveryRows.Record(r.Event)), DeliveryRows.Write(DeliveryRows.Record(r.Event), r), DeliveryRows.Write(DeliveryRows.List(r), r))),
            .. change.Held.Select(h => Replace(
                held.GetValueOrDefault(DeliveryRows.Held(h.Stream)), DeliveryRows.Write(_subscription, DeliveryRows.Held(h.Stream), h), DeliveryRows.Write(_subscription, DeliveryRows.Due(h), h))),
            .. freed.Select(DeliveryRows.Held).Where(held.ContainsKey)
                .Select(key => new List<TableTransactionAction> { TableDeliveries.Delete(_subscription, key), TableDeliveries.Delete(_subscription, DeliveryRows.OtherKey(held[key])) }),
        ];
    }

    private static async Task<Dictionary<string, TableEntity>> ByKeyAsync(Task<List<TableEntity>> rows) =>
        (await rows).ToDictionary(row => row.RowKey, StringComparer.Ordinal);

    /// <summary>The row itself, and the one by which it is found in an order, which moves.</summary>
    private List<TableTransactionAction> Replace(TableEntity? before, TableEntity row, TableEntity ordered)
    {
        var actions = new List<TableTransactionAction>
        {
            before is null ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateReplace, row, before.ETag),
            new(TableTransactionActionType.UpsertReplace, ordered),
        };
        if (before is not null && DeliveryRows.OtherKey(before) is var old && old != ordered.RowKey)
            actions.Add(TableDeliveries.Delete(_subscription, old));
        return actions;
    }
}
