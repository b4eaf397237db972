using Azure;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Intake;

/// <summary>A partition for each message and for each key of a customer, all by their hashes.</summary>
public sealed class TableCorrespondence(RecoveryTables tables, KeyedHashes hashes) : ICorrespondence
{
    private const string MessageRow = "case";
    private const string CaseProperty = "Case";
    private const int AtOnce = 8;

    /// <summary>An operation for each message, up to eight at once, until one is known.</summary>
    public async Task<CaseId?> CaseOfAsync(IReadOnlyList<string> messageIds, CancellationToken cancel)
    {
        foreach (var some in messageIds.Chunk(AtOnce))
        {
            var found = await Task.WhenAll(some.Select(id => FindAsync(id, cancel)));
            if (found.FirstOrDefault(id => id is not null) is { } known)
                return known;
        }

        return null;
    }

    /// <summary>One operation; two when it is known already.</summary>
    public async Task<CaseId> RememberAsync(string messageId, CaseId id, CancellationToken cancel)
    {
        try
        {
            await tables.Correspondence.AddEntityAsync(new TableEntity(MessagePartition(messageId), MessageRow) { [CaseProperty] = id.Value }, cancel);
            return id;
        }
        catch (RequestFailedException known) when (known.Status == 409)
        {
            return await FindAsync(messageId, cancel) ?? throw new InvalidOperationException("A message that was known is not found.", known);
        }
    }

    /// <summary>An operation for each key.</summary>
    public async Task<IReadOnlyList<CaseId>> CasesOfCustomerAsync(IReadOnlyList<string> keys, Instant since, int limit, CancellationToken cancel)
    {
        var found = await Task.WhenAll(keys.Select(key => CasesOfAsync(key, since, limit, cancel)));
        return [.. found.SelectMany(rows => rows).Order(StringComparer.Ordinal).Select(row => SummaryColumns.IdOf(row.Split('|')[1])).Distinct().Take(limit)];
    }

    /// <summary>An operation for each key.</summary>
    public Task RememberCustomerAsync(IReadOnlyList<string> keys, CaseId id, Instant openedAt, CancellationToken cancel) => Task.WhenAll(
        keys.Select(key => tables.Correspondence.UpsertEntityAsync(
            new TableEntity(CustomerPartition(key), $"{Backwards(openedAt)}|{id.Value}"), TableUpdateMode.Replace, cancel)));

    private async Task<CaseId?> FindAsync(string messageId, CancellationToken cancel)
    {
        var row = await tables.Correspondence.GetEntityIfExistsAsync<TableEntity>(MessagePartition(messageId), MessageRow, cancellationToken: cancel);
        return row.HasValue ? SummaryColumns.IdOf(row.Value!.GetString(CaseProperty)) : null;
    }

    private async Task<List<string>> CasesOfAsync(string key, Instant since, int limit, CancellationToken cancel)
    {
        var end = Backwards(since) + RowKeys.End;
        var rows = new List<string>();
        var query = tables.Correspondence.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {CustomerPartition(key)} and RowKey lt {end}"), Math.Clamp(limit, 1, 1000), ["RowKey"], cancel);
        await foreach (var row in query)
        {
            rows.Add(row.RowKey);
            if (rows.Count >= limit)
                break;
        }

        return rows;
    }

    private string MessagePartition(string messageId) => $"message|{hashes.OfMessage(messageId)}";

    private string CustomerPartition(string key) => $"customer|{hashes.OfCustomer(key)}";

    /// <summary>The later, the earlier in the order of keys.</summary>
    private static string Backwards(Instant at) => RowKeys.Ticks(long.MaxValue - RowKeys.TicksFrom(at));
}
