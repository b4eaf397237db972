using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Text;
using Recovery.Cases;
using Recovery.Intake;
using RecoveryFunctions.Operations;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Parking;

/// <summary>
/// Parked messages in one partition: rows by time for the list, with the start of the body, and rows by id with all of it.
/// </summary>
/// <param name="queues">Encodes as base64, as the Functions host reads.</param>
/// <param name="intake">What takes back a message that came by no queue; asked when staff try one again.</param>
public sealed class TableParkedMessages(
    RecoveryTables tables, QueueServiceClient queues, IKeptFiles files, Func<IEnumerable<IParkedIntake>> intake, ILogger<TableParkedMessages> log)
    : IParkedMessages
{
    /// <summary>The most that a storage queue takes in a message, of which base64 leaves three quarters.</summary>
    private const int LongestOnQueue = 64 * 1024 / 4 * 3;

    private const int Tries = 10;

    private const string Partition = "parked";
    private const string IdProperty = "Id";
    private const string SourceProperty = "Source";
    private const string ReasonProperty = "Reason";
    private const string AtProperty = "ParkedAt";
    private const string StartProperty = "Start";
    private const string FileProperty = nameof(ParkedMessage.File);
    private const string MediaTypeProperty = nameof(ParkedMessage.MediaType);
    private const string QueryProperty = nameof(ParkedMessage.Query);

    /// <summary>
    /// Tells operators. One operation; three when it is parked already. Its rows are written anew even then: who is about to take it off,
    /// having just put it back on its queue, sees by their ETags that it came here once more.
    /// </summary>
    /// <exception cref="ArgumentException">Its body has more than 1 MiB in UTF-8.</exception>
    public async Task ParkAsync(ParkedMessage message, CancellationToken cancel)
    {
        var rows = TextRows.Of(Partition, BodyRow(message.Id), message.Body);
        var line = new TableEntity(Partition, LineRow(message.ParkedAt, message.Id)) { [StartProperty] = message.Start };
        Describe(rows[0], message);
        Describe(line, message);
        TableEntity[] all = [.. rows, line];
        for (var tries = 0; tries < Tries; tries++)
        {
            // Where it is taken off or parked by somebody else in between, the next round finds it so.
            if (await TryAsync(all.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancel)
                || (await HeadAsync(message.Id, cancel) is { } before && await TryAsync(Anew(all, before), cancel)))
            {
                OperatorLog.PoisonMessage(log, message.Source, message.Id);
                return;
            }
        }

        throw new TimeoutException($"The message {message.Id} was changed {Tries} times by others while it was parked.");
    }

    public async Task<IReadOnlyList<ParkedMessage>> ListAsync(ParkedPlace? after, int limit, CancellationToken cancel)
    {
        var from = after is null ? "line|" : LineRow(after.ParkedAt, after.Id);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey gt {from} and RowKey lt {"line}"}");
        var page = new List<ParkedMessage>();
        await foreach (var row in tables.Parked.QueryAsync<TableEntity>(filter, maxPerPage: limit, cancellationToken: cancel))
        {
            page.Add(Message(row, row.GetString(StartProperty)));
            if (page.Count == limit)
                break;
        }

        return page;
    }

    public async Task<ParkedMessage?> FindAsync(string id, CancellationToken cancel)
    {
        var rows = await RowsAsync(id, cancel);
        return rows.Count == 0 ? null : Message(rows[0], TextRows.Read(rows));
    }

    /// <summary>
    /// Puts it back before it is taken off: a crash in between can only repeat it, under the id that it had. What can never be
    /// processed may be parked again before it is taken off; then it stays.
    /// </summary>
    public async Task<bool> RetryAsync(string id, CancellationToken cancel)
    {
        var rows = await RowsAsync(id, cancel);
        if (rows.Count == 0)
            return false;
        var message = Message(rows[0], TextRows.Read(rows));
        if (QueueNames.All.Contains(message.Source))
            await PutBackAsync(message, cancel);
        else if (intake().FirstOrDefault(i => i.Knows(message.Source)) is { } taker)
            await taker.RetryAsync(message, cancel);
        else
            throw new NotRetriableException($"It came by {message.Source}, which is no queue that it could be put back on.");
        await TakeOffAsync(rows, cancel);
        return true;
    }

    public async Task<bool> DismissAsync(string id, CancellationToken cancel)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var rows = await RowsAsync(id, cancel);
            if (rows.Count == 0)
                return false;
            if (await TakeOffAsync(rows, cancel))
                return true;
        }

        throw new TimeoutException($"The message {id} was changed {Tries} times by others while it was dismissed.");
    }

    private async Task PutBackAsync(ParkedMessage message, CancellationToken cancel)
    {
        if (Encoding.UTF8.GetByteCount(message.Body) > LongestOnQueue)
            throw new NotRetriableException($"It is longer than the {LongestOnQueue / 1024} KB that a queue takes.");
        await queues.GetQueueClient(message.Source).SendMessageAsync(message.Body, cancel);
    }

    /// <param name="rows">As they were read.</param>
    private async Task<bool> TakeOffAsync(List<TableEntity> rows, CancellationToken cancel)
    {
        if (!await TryAsync(Off(rows), cancel))
            return false;
        if (rows[0].GetString(FileProperty) is { } file && !await IsUsedAsync(file, cancel))
            await files.DropAsync(IKeptFiles.ParkedPlaceName, file, cancel);
        return true;
    }

    /// <summary>The same bytes may have come twice, by two ways, and are kept once.</summary>
    private async Task<bool> IsUsedAsync(string file, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {"body|"} and RowKey lt {"body}"} and File eq {file}");
        await foreach (var _ in tables.Parked.QueryAsync<TableEntity>(filter, 1, ["RowKey"], cancel))
            return true;
        return false;
    }

    /// <summary>The rows of before replaced, if they are still those; the line moves to where its new time belongs.</summary>
    private static IEnumerable<TableTransactionAction> Anew(TableEntity[] rows, TableEntity before)
    {
        yield return new TableTransactionAction(TableTransactionActionType.UpdateReplace, rows[0], before.ETag);
        foreach (var row in rows[1..])
            yield return new TableTransactionAction(TableTransactionActionType.UpsertReplace, row);
        if (Line(before) is var line && line.RowKey != rows[^1].RowKey)
            yield return new TableTransactionAction(TableTransactionActionType.Delete, line, ETag.All);
    }

    /// <param name="rows">As they were read: what was parked anew since is left alone.</param>
    private static IEnumerable<TableTransactionAction> Off(List<TableEntity> rows) => rows
        .Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag))
        .Append(new TableTransactionAction(TableTransactionActionType.Delete, Line(rows[0]), ETag.All));

    /// <returns>False when somebody else was quicker, and nothing was changed.</returns>
    private async Task<bool> TryAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancel)
    {
        try
        {
            await tables.Parked.SubmitTransactionAsync(actions, cancel);
            return true;
        }
        catch (RequestFailedException otherwise) when (otherwise.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private async Task<TableEntity?> HeadAsync(string id, CancellationToken cancel)
    {
        var found = await tables.Parked.GetEntityIfExistsAsync<TableEntity>(Partition, BodyRow(id), cancellationToken: cancel);
        return found.HasValue ? found.Value : null;
    }

    private async Task<List<TableEntity>> RowsAsync(string id, CancellationToken cancel)
    {
        var (first, last) = (BodyRow(id), BodyRow(id) + "}");
        var rows = new List<TableEntity>();
        await foreach (var row in tables.Parked.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {first} and RowKey lt {last}"), cancellationToken: cancel))
            rows.Add(row);
        return rows;
    }

    private static TableEntity Line(TableEntity head) => new(Partition, LineRow(At(head), head.GetString(IdProperty)));

    private static void Describe(TableEntity row, ParkedMessage message)
    {
        row[IdProperty] = message.Id;
        row[SourceProperty] = message.Source;
        row[AtProperty] = InstantPattern.ExtendedIso.Format(message.ParkedAt);
        // What came with the request may be longer than a property, and cut within a character.
        (string, string?)[] texts =
            [(ReasonProperty, message.Reason), (FileProperty, message.File), (MediaTypeProperty, message.MediaType), (QueryProperty, message.Query)];
        foreach (var (name, value) in texts)
        {
            if (value is not null)
                LongText.Write(row, name, value);
        }
    }

    private static ParkedMessage Message(TableEntity row, string body) =>
        new(row.GetString(IdProperty), row.GetString(SourceProperty), LongText.Read(row, ReasonProperty), body, At(row))
        {
            File = row.GetString(FileProperty),
            MediaType = row.GetString(MediaTypeProperty),
            Query = row.ContainsKey(QueryProperty) ? LongText.Read(row, QueryProperty) : null,
        };

    private static Instant At(TableEntity row) => InstantPattern.ExtendedIso.Parse(row.GetString(AtProperty)).Value;

    // The id may hold what a key may not; the hash is as long for every id, so that no key begins another.
    private static string BodyRow(string id) => $"body|{Hash(id)}";

    /// <summary>The later, the earlier in the order of keys.</summary>
    private static string LineRow(Instant at, string id) => $"line|{long.MaxValue - at.ToUnixTimeTicks():D19}|{Hash(id)}";

    private static string Hash(string id) => CaseId.Base32(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));
}
