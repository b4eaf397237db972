using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Recovery.Intake;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Intake;

/// <summary>
/// A row for each address and day with what was taken, changed under its ETag: however many take at once, never more than the
/// allowed number get through.
/// </summary>
public sealed class TableMailAllowance(RecoveryTables tables, KeyedHashes hashes, IClock clock) : IMailAllowance
{
    private const string TakenProperty = "Taken";
    private const int HashBytes = 16;

    /// <summary>What a property holds; no day's allowance is larger, whatever the policy says.</summary>
    private const int MostEver = 64 * 1024 / HashBytes;

    private const int Tries = 30;
    private const int LargestTransaction = 100;
    private static readonly Duration s_kept = Duration.FromDays(31);

    /// <summary>Two operations; one when it was taken before or all are.</summary>
    /// <exception cref="TimeoutException">Too many took at the same time; nothing was taken.</exception>
    public async Task<bool> TakeAsync(string address, LocalDate day, string effectId, int most, CancellationToken cancel)
    {
        var (partition, hash) = (LocalDatePattern.Iso.Format(day), hashes.OfAddress(address));
        var taking = SHA256.HashData(Encoding.UTF8.GetBytes(effectId)).AsMemory(0, HashBytes);
        for (var tries = 0; tries < Tries; tries++)
        {
            var found = await tables.Allowances.GetEntityIfExistsAsync<TableEntity>(partition, hash, cancellationToken: cancel);
            var taken = found.HasValue ? found.Value!.GetBinary(TakenProperty) : [];
            if (taken.Chunk(HashBytes).Any(one => taking.Span.SequenceEqual(one)))
                return true;
            if (taken.Length / HashBytes >= Math.Min(most, MostEver))
                return false;
            var row = new TableEntity(partition, hash) { [TakenProperty] = (byte[])[.. taken, .. taking.Span] };
            if (await TryAsync(row, found.HasValue ? found.Value!.ETag : null, cancel))
                return true;
        }

        throw new TimeoutException($"Others took mail of the same address {Tries} times in between.");
    }

    /// <summary>Lets go of days that are past; for a timer, once a day.</summary>
    public async Task PurgeAsync(CancellationToken cancel)
    {
        var old = TableClient.CreateQueryFilter($"PartitionKey lt {LocalDatePattern.Iso.Format((clock.GetCurrentInstant() - s_kept).InUtc().Date)}");
        var batch = new List<TableTransactionAction>();
        await foreach (var row in tables.Allowances.QueryAsync<TableEntity>(old, select: ["PartitionKey", "RowKey"], cancellationToken: cancel))
        {
            if (batch.Count == LargestTransaction || (batch.Count > 0 && batch[0].Entity.PartitionKey != row.PartitionKey))
                await SubmitAsync();
            batch.Add(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(row.PartitionKey, row.RowKey), ETag.All));
        }

        if (batch.Count > 0)
            await SubmitAsync();

        async Task SubmitAsync()
        {
            await tables.Allowances.SubmitTransactionAsync(batch, cancel);
            batch.Clear();
        }
    }

    private async Task<bool> TryAsync(TableEntity row, ETag? before, CancellationToken cancel)
    {
        try
        {
            if (before is { } etag)
                await tables.Allowances.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancel);
            else
                await tables.Allowances.AddEntityAsync(row, cancel);
            return true;
        }
        catch (RequestFailedException raced) when (raced.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}
