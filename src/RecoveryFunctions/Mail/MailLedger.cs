using Azure;
using Azure.Data.Tables;
using Recovery.Cases;
using Recovery.Messages;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Mail;

/// <summary>
/// What was handed to the mail service, so that a later try knows of an earlier one, and a delivery report finds its case. A row
/// per operation in <see cref="RecoveryTables.Mails"/>: the operation's id is the row key, its first digit the partition key, so that
/// old rows go away a hundred at a time. No address and no word of a message is in it.
/// </summary>
public sealed class MailLedger(RecoveryTables tables, TimeProvider time)
{
    /// <summary>No report comes later than a receiving server is waited for (days), and no try either.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int LargestTransaction = 100;

    /// <summary>One storage operation.</summary>
    /// <returns>False when an earlier try is in it already.</returns>
    public async Task<bool> TryAddAsync(Guid operation, ComposedMail mail, CancellationToken cancel)
    {
        var row = new TableEntity(Partition(operation), Row(operation))
        {
            ["Effect"] = mail.Effect.Id,
            ["Case"] = mail.Effect.Case.Value,
            ["Recipients"] = mail.To.Length,
            ["At"] = time.GetUtcNow(),
        };
        if (mail.Effect is CustomerEmail email)
            row["Message"] = email.Message;
        try
        {
            await tables.Mails.AddEntityAsync(row, cancel);
            return true;
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            return false;
        }
    }

    /// <summary>For a try that is known to have come to nothing.</summary>
    public Task ForgetAsync(Guid operation, CancellationToken cancel) =>
        tables.Mails.DeleteEntityAsync(Partition(operation), Row(operation), ETag.All, cancel);

    /// <returns>Null when it is none of ours, or older than <see cref="Kept"/>.</returns>
    internal async Task<SentMail?> FindAsync(Guid operation, CancellationToken cancel)
    {
        var found = await tables.Mails.GetEntityIfExistsAsync<TableEntity>(Partition(operation), Row(operation), cancellationToken: cancel);
        if (!found.HasValue)
            return null;
        var row = found.Value!;
        CaseId? about = CaseId.TryParse(row.GetString("Case"), out var id) ? id : null;
        return new SentMail(operation, row.GetString("Effect"), about, row.GetInt32("Message"), row.GetInt32("Recipients") ?? 1);
    }

    /// <summary>Notes that it did not reach one of several recipients.</summary>
    /// <param name="report">Id of the event that says so; the same one again is counted once.</param>
    /// <returns>How many it did not reach so far.</returns>
    internal async Task<int> NoteUnreachedAsync(Guid operation, string report, CancellationToken cancel)
    {
        while (true)
        {
            var row = (await tables.Mails.GetEntityAsync<TableEntity>(Partition(operation), Row(operation), cancellationToken: cancel)).Value;
            var reports = (row.GetString("Unreached") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
            if (reports.Contains(report))
                return reports.Count;
            reports.Add(report);
            row["Unreached"] = string.Join('\n', reports);
            try
            {
                await tables.Mails.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Merge, cancel);
                return reports.Count;
            }
            catch (RequestFailedException raced) when (raced.Status == 412)
            {
                // Another recipient's report came between.
            }
        }
    }

    /// <summary>Lets go of rows older than <see cref="Kept"/>; for a timer, once a day. Reads a page per thousand rows and deletes up to a hundred at once.</summary>
    /// <returns>How many went away.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancel)
    {
        // The partitions of the ledger are the sixteen digits.
        var old = TableClient.CreateQueryFilter($"PartitionKey lt {"g"} and At lt {time.GetUtcNow() - Kept}");
        var (gone, batch) = (0, new List<TableTransactionAction>());
        await foreach (var row in tables.Mails.QueryAsync<TableEntity>(old, select: ["PartitionKey", "RowKey"], cancellationToken: cancel))
        {
            if (batch.Count == LargestTransaction || (batch.Count > 0 && batch[0].Entity.PartitionKey != row.PartitionKey))
                gone += await DeleteAsync(batch, cancel);
            batch.Add(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(row.PartitionKey, row.RowKey), ETag.All));
        }

        return gone + await DeleteAsync(batch, cancel);
    }

    private async Task<int> DeleteAsync(List<TableTransactionAction> batch, CancellationToken cancel)
    {
        var count = batch.Count;
        if (count > 0)
            await tables.Mails.SubmitTransactionAsync(batch, cancel);
        batch.Clear();
        return count;
    }

    private static string Row(Guid operation) => operation.ToString("D");

    private static string Partition(Guid operation) => Row(operation)[..1];
}

/// <param name="Case">Null for a notice about a webhook, which belongs to no case.</param>
/// <param name="Message">Number of the message to the customer; null for an alert to staff.</param>
internal sealed record SentMail(Guid Operation, string Effect, CaseId? Case, int? Message, int Recipients);
