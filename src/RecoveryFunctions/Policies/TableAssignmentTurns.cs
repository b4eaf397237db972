using Azure;
using Azure.Data.Tables;
using Recovery.Cases;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Policies;

/// <summary>
/// Turns of assignment from one counter that all instances share: one operation while no other instance comes between, else
/// three for each try. Where it cannot be had soon, the turn is drawn by lot: being fair must never refuse a complaint.
/// </summary>
public sealed class TableAssignmentTurns(RecoveryTables tables) : IAssignmentTurns, IDisposable
{
    private const string PartitionKey = "counters";
    private const string RowKey = "assignment-turns";
    private const string LastProperty = "Last";
    private const int MostTries = 4;

    /// <summary>How long one complaint waits for those before it in this process.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>How long it waits for the table, retries of the client and all.</summary>
    private static readonly TimeSpan s_patienceWithTable = TimeSpan.FromSeconds(5);

    // One at a time within a process, which would else race against itself.
    private readonly SemaphoreSlim _gate = new(1);
    private (long Last, ETag ETag)? _seen;

    public async ValueTask<long> NextAsync(CancellationToken cancel)
    {
        if (!await _gate.WaitAsync(s_patience, cancel))
            return ByLot();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patienceWithTable);
        try
        {
            for (var tries = 1; tries <= MostTries; tries++)
            {
                if (await TryAsync(patience.Token) is { } turn)
                    return turn;
                _seen = null;
                await Task.Delay(Random.Shared.Next(5, 25 * tries), patience.Token);
            }

            return ByLot();
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // Refused by the table, not reached, or not answered in time.
            _seen = null;
            return ByLot();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <returns>Null when somebody came between.</returns>
    private async Task<long?> TryAsync(CancellationToken cancel)
    {
        _seen ??= await ReadAsync(cancel);
        var turn = _seen is { } before ? before.Last + 1 : 0;
        var row = new TableEntity(PartitionKey, RowKey) { [LastProperty] = turn };
        try
        {
            var saved = _seen is { } known
                ? await tables.Shared.UpdateEntityAsync(row, known.ETag, TableUpdateMode.Replace, cancel)
                : await tables.Shared.AddEntityAsync(row, cancel);
            _seen = saved.Headers.ETag is { } etag ? (turn, etag) : null;
            return turn;
        }
        catch (RequestFailedException raced) when (raced.Status is 409 or 412)
        {
            return null;
        }
    }

    private async Task<(long Last, ETag ETag)?> ReadAsync(CancellationToken cancel)
    {
        var found = await tables.Shared.GetEntityIfExistsAsync<TableEntity>(PartitionKey, RowKey, cancellationToken: cancel);
        return found is { HasValue: true, Value: { } row } ? (row.GetInt64(LastProperty) ?? 0, row.ETag) : null;
    }

    private static long ByLot() => Random.Shared.NextInt64();
}
