using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Intake;
using RecoveryFunctions.Operations;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Intake;

/// <summary>
/// A partition for each job: its items while they wait, and their outcomes in rows of fifty. An item leaves in the transaction
/// that writes its outcome.
/// </summary>
/// <param name="queues">Encodes as base64, as the Functions host reads.</param>
public sealed class TableIntakeJobs(RecoveryTables tables, QueueServiceClient queues, IClock clock, ILogger<TableIntakeJobs> log) : IIntakeJobs
{
    private const int RefusalsShown = 1000;
    private const int Tries = 30;
    private const int AtOnce = 4;

    /// <summary>The service takes 4 MiB.</summary>
    private const int LargestBatchBytes = 3_500_000;

    /// <summary>Without anything settled for so long, the messages of what still waits are sent anew. As long as a function may run.</summary>
    public static readonly Duration Patience = Duration.FromMinutes(10);

    /// <summary>
    /// The items, a hundred a transaction, then the job, without which they are nothing; then its lines and its messages. What a
    /// crash left out after the job is there is put in by giving it once more, or by <see cref="ResendAsync"/>.
    /// </summary>
    public async Task AddAsync(IntakeJob job, IReadOnlyList<IntakeJobItem> items, CancellationToken cancel)
    {
        var partition = JobRows.Partition(job.Id);
        if (await tables.Jobs.GetEntityIfExistsAsync<TableEntity>(partition, JobRows.Job, cancellationToken: cancel) is { HasValue: true } there)
        {
            await ListAsync(JobRows.ReadJob(there.Value!), cancel);
            return;
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(Batches(partition, items), parallel, async (batch, stop) => await tables.Jobs.SubmitTransactionAsync(batch, stop));
        await tables.Jobs.UpsertEntityAsync(JobRows.Write(partition, JobRows.Job, job), TableUpdateMode.Replace, cancel);
        await ListAsync(job, cancel);
        await SendAsync(job.Id, items.Select(i => i.Number), cancel);
    }

    public async Task<IntakeJobProgress?> FindAsync(string id, CancellationToken cancel)
    {
        var partition = JobRows.Partition(id);
        var found = await tables.Jobs.GetEntityIfExistsAsync<TableEntity>(partition, JobRows.Job, cancellationToken: cancel);
        if (!found.HasValue)
            return null;
        var (opened, refusals) = (0, new List<IntakeJobOutcome>());
        await foreach (var row in Rows(partition, JobRows.OutcomePrefix, null, cancel))
        {
            foreach (var outcome in JobRows.ReadOutcomes(row))
            {
                if (outcome.Case is null)
                    refusals.Add(outcome);
                else
                    opened++;
            }
        }

        return new IntakeJobProgress(JobRows.ReadJob(found.Value!), opened, refusals.Count, [.. refusals.OrderBy(r => r.Number).Take(RefusalsShown)]);
    }

    public async Task<IReadOnlyList<IntakeJob>> ListAsync(int limit, CancellationToken cancel)
    {
        var jobs = new List<IntakeJob>();
        await foreach (var row in Rows(JobRows.Lists, JobRows.LinePrefix, null, cancel, limit))
        {
            jobs.Add(JobRows.ReadJob(row));
            if (jobs.Count >= limit)
                break;
        }

        return jobs;
    }

    public async Task<IReadOnlyList<IntakeJobItem>> WaitingAsync(string id, int from, int limit, CancellationToken cancel)
    {
        var items = new List<IntakeJobItem>();
        await foreach (var row in Rows(JobRows.Partition(id), JobRows.ItemPrefix, JobRows.Item(Math.Max(from, 0)), cancel, limit))
        {
            items.Add(JobRows.ReadItem(row));
            if (items.Count >= limit)
                break;
        }

        return items;
    }

    /// <summary>Two operations for each fifty items.</summary>
    public async Task SettleAsync(string id, IReadOnlyList<IntakeJobOutcome> outcomes, CancellationToken cancel)
    {
        foreach (var some in outcomes.GroupBy(o => JobRows.Outcomes(o.Number), StringComparer.Ordinal))
            await SettleAsync(JobRows.Partition(id), some.Key, [.. some.DistinctBy(o => o.Number)], cancel);
    }

    /// <summary>Sends the messages of jobs that have come to rest before their end, and tells operators; for a timer.</summary>
    /// <returns>How many messages were sent.</returns>
    public async Task<int> ResendAsync(CancellationToken cancel)
    {
        var (sent, now) = (0, clock.GetCurrentInstant());
        await foreach (var open in Rows(JobRows.Lists, JobRows.OpenPrefix, null, cancel))
        {
            if (now - JobRows.ReadAt(open) < Patience)
                continue;
            var job = JobRows.ReadJob(open);
            var partition = JobRows.Partition(job.Id);
            var waiting = new List<int>();
            await foreach (var item in Rows(partition, JobRows.ItemPrefix, null, cancel, select: ["RowKey"]))
                waiting.Add(JobRows.Number(item));
            if (waiting.Count == 0)
            {
                await DeleteAsync(JobRows.Lists, open.RowKey, cancel);
                continue;
            }

            if (now - await LastSettledAsync(partition, cancel) < Patience)
                continue;
            await SendAsync(job.Id, waiting, cancel);
            await tables.Jobs.UpsertEntityAsync(Open(job), TableUpdateMode.Replace, cancel);
            OperatorLog.JobStalled(log, job.Id, waiting.Count);
            sent += IntakeJobPiece.Of(job.Id, waiting).Count();
        }

        return sent;
    }

    private async Task ListAsync(IntakeJob job, CancellationToken cancel) => await tables.Jobs.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.UpsertReplace, JobRows.Write(JobRows.Lists, JobRows.Line(job), job)),
            new(TableTransactionActionType.UpsertReplace, Open(job)),
        ],
        cancel);

    private TableEntity Open(IntakeJob job) => JobRows.At(JobRows.Write(JobRows.Lists, JobRows.Open(job.Id), job), clock.GetCurrentInstant());

    private async Task SettleAsync(string partition, string row, List<IntakeJobOutcome> outcomes, CancellationToken cancel)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var found = await tables.Jobs.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancel);
            var before = found.HasValue ? JobRows.ReadOutcomes(found.Value!) : [];
            var settled = outcomes.Where(o => before.Any(b => b.Number == o.Number)).ToList();
            var fresh = outcomes.Except(settled).ToList();
            // Put back by somebody who gave the job a second time while it ran.
            foreach (var again in settled)
                await DeleteAsync(partition, JobRows.Item(again.Number), cancel);
            if (fresh.Count == 0)
                return;
            var after = JobRows.Write(partition, row, [.. before, .. fresh], clock.GetCurrentInstant());
            var items = fresh.Select(o => JobRows.Item(o.Number));
            // They are there, unless the last try failed for that.
            var waiting = tries == 0 ? [.. items] : await ThoseThereAsync(partition, items, cancel);
            TableTransactionAction[] actions =
            [
                found.HasValue
                    ? new(TableTransactionActionType.UpdateReplace, after, found.Value!.ETag)
                    : new(TableTransactionActionType.Add, after),
                .. waiting.Select(item => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, item), ETag.All)),
            ];
            try
            {
                await tables.Jobs.SubmitTransactionAsync(actions, cancel);
                return;
            }
            catch (RequestFailedException raced) when (raced.Status is 404 or 409 or 412)
            {
                // Others of the fifty were settled in between.
            }
        }

        throw new TimeoutException($"Others settled items of the same fifty {Tries} times in between.");
    }

    private async Task<List<string>> ThoseThereAsync(string partition, IEnumerable<string> items, CancellationToken cancel)
    {
        var there = new List<string>();
        foreach (var item in items)
        {
            if ((await tables.Jobs.GetEntityIfExistsAsync<TableEntity>(partition, item, ["RowKey"], cancel)).HasValue)
                there.Add(item);
        }

        return there;
    }

    private async Task<Instant> LastSettledAsync(string partition, CancellationToken cancel)
    {
        var last = Instant.MinValue;
        await foreach (var row in Rows(partition, JobRows.OutcomePrefix, null, cancel))
            last = Instant.Max(last, JobRows.ReadAt(row));
        return last;
    }

    private Task SendAsync(string job, IEnumerable<int> numbers, CancellationToken cancel)
    {
        var queue = queues.GetQueueClient(QueueNames.Jobs);
        return Parallel.ForEachAsync(
            IntakeJobPiece.Of(job, numbers), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (piece, stop) => await queue.SendMessageAsync(piece.ToString(), stop));
    }

    private async Task DeleteAsync(string partition, string row, CancellationToken cancel)
    {
        try
        {
            await tables.Jobs.DeleteEntityAsync(partition, row, ETag.All, cancel);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // Which is as it should be.
        }
    }

    private static IEnumerable<List<TableTransactionAction>> Batches(string partition, IReadOnlyList<IntakeJobItem> items)
    {
        var (batch, bytes) = (new List<TableTransactionAction>(), 0);
        foreach (var item in items)
        {
            // Sent as JSON, which may write a character in six bytes.
            var more = 2_000 + (item.Document.Length * 6);
            if (batch.Count == TransactionLimits.MostOperations || (batch.Count > 0 && bytes + more > LargestBatchBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, JobRows.Write(partition, item)));
            bytes += more;
        }

        if (batch.Count > 0)
            yield return batch;
    }

    private AsyncPageable<TableEntity> Rows(string partition, string prefix, string? from, CancellationToken cancel, int limit = 1000, string[]? select = null)
    {
        var (first, end) = (from ?? prefix, prefix[..^1] + "}");
        return tables.Jobs.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {end}"), Math.Clamp(limit, 1, 1000), select, cancel);
    }
}
