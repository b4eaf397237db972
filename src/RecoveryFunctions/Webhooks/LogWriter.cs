using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Webhooks;

/// <summary>
/// Puts events into the log: what several callers of this process bring at a time goes in together, since the log takes one
/// transaction after another. One of it per process.
/// </summary>
/// <param name="patience">Of everybody who waits for one writing together; 20 seconds if absent. A turn of a case has mail to send.</param>
internal sealed class LogWriter(RecoveryTables tables, IClock clock, TimeSpan? patience = null) : IDisposable
{
    /// <summary>An instance that always loses against the others would have met each of these many times over.</summary>
    private const int Tries = 60;

    /// <summary>Of events that are known to be in the log; a turn brings most of its events twice.</summary>
    private const int Remembered = 5_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentQueue<Wanted> _waiting = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, string> _logged = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();
    private LogHead? _head;

    public void Dispose() => _turn.Dispose();

    /// <summary>In the usual case one operation for all that come together, and none for what this process has logged already.</summary>
    /// <returns>Whether the table was asked: false when this process knew all of them to be in the log.</returns>
    public async Task<bool> AppendAsync(IReadOnlyList<PublishedEvent> events, CancellationToken cancel)
    {
        var wanted = new Wanted(events);
        _waiting.Enqueue(wanted);
        try
        {
            await _turn.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            wanted.Done.TrySetCanceled(cancel);
            throw;
        }

        try
        {
            if (!wanted.Done.Task.IsCompleted)
                await WriteWaitingAsync();
        }
        finally
        {
            _turn.Release();
        }

        return await wanted.Done.Task;
    }

    /// <summary>Everything that waits, in the order in which it came, until something fails. Nobody who leaves takes the others along.</summary>
    private async Task WriteWaitingAsync()
    {
        var all = new List<Wanted>();
        while (_waiting.TryDequeue(out var next))
        {
            if (!next.Done.Task.IsCompleted)
                all.Add(next);
        }

        using var limit = new CancellationTokenSource(patience ?? s_patience);
        try
        {
            all.ForEach(w => w.IsFresh = w.Events.Any(e => !_logged.ContainsKey(e.Id)));
            var fresh = all.SelectMany(w => w.Events).Where(e => !_logged.ContainsKey(e.Id)).DistinctBy(e => e.Id, StringComparer.Ordinal).ToList();
            foreach (var some in TransactionLimits.Split(fresh, e => Actions(new LoggedEvent(0, e, default)), beside: 1))
                await WriteAsync(some, limit.Token);
            all.ForEach(w => w.Done.TrySetResult(w.IsFresh));
        }
        catch (Exception failure)
        {
            // Who came along with others is told what kept it from being logged, and comes again.
            _head = null;
            foreach (var unlogged in all)
            {
                if (unlogged.Events.All(e => _logged.ContainsKey(e.Id)))
                    unlogged.Done.TrySetResult(unlogged.IsFresh);
                else
                    unlogged.Done.TrySetException(new IOException($"The events could not be logged ({failure.GetType().Name}).", failure));
            }
        }
    }

    private async Task WriteAsync(List<PublishedEvent> events, CancellationToken cancel)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var head = _head ??= await ReadHeadAsync(cancel);
            // The clocks of instances differ; times in the log do not go back.
            var now = Instant.Max(clock.GetCurrentInstant(), head.LoggedAt);
            var after = new LogHead(head.Position + events.Count, now, default);
            TableTransactionAction[] actions =
            [
                head.Tag == default
                    ? new(TableTransactionActionType.Add, EventRows.WriteHead(after))
                    : new(TableTransactionActionType.UpdateReplace, EventRows.WriteHead(after), head.Tag),
                .. events.SelectMany((e, i) => Actions(new LoggedEvent(head.Position + i + 1, e, now))),
            ];
            try
            {
                var answers = await tables.Events.SubmitTransactionAsync(actions, cancel);
                _head = answers.Value[0].Headers.ETag is { } tag ? after with { Tag = tag } : null;
                Remember(events);
                return;
            }
            catch (RequestFailedException raced) when (raced.Status is 404 or 409 or 412)
            {
                _head = null;
                // 409: one of them is in the log, put there by somebody else or by us, the answer lost.
                if (raced.Status == 409 && (events = await MissingAsync(events, cancel)).Count == 0)
                    return;
            }

            await Task.Delay(s_longestWait * (Random.Shared.NextDouble() * Math.Min(tries + 1, 10) / 10), cancel);
        }

        throw new TimeoutException($"Others put events into the log {Tries} times in between.");
    }

    private async Task<LogHead> ReadHeadAsync(CancellationToken cancel)
    {
        var found = await tables.Events.GetEntityIfExistsAsync<TableEntity>(EventRows.Partition, EventRows.Head, cancellationToken: cancel);
        return found.HasValue ? EventRows.ReadHead(found.Value!) : new LogHead(0, Instant.MinValue, default);
    }

    private async Task<List<PublishedEvent>> MissingAsync(List<PublishedEvent> events, CancellationToken cancel)
    {
        var there = await Task.WhenAll(events.Select(async e =>
            (await tables.Events.GetEntityIfExistsAsync<TableEntity>(EventRows.Partition, EventRows.Id(e.Id), ["RowKey"], cancel)).HasValue));
        Remember(events.Where((_, i) => there[i]));
        return [.. events.Where((_, i) => !there[i])];
    }

    private void Remember(IEnumerable<PublishedEvent> events)
    {
        foreach (var e in events)
        {
            if (_logged.TryAdd(e.Id, e.Type))
                _oldest.Enqueue(e.Id);
        }

        while (_oldest.Count > Remembered)
            _logged.Remove(_oldest.Dequeue());
    }

    private static TableTransactionAction[] Actions(LoggedEvent logged) =>
    [
        new(TableTransactionActionType.Add, EventRows.WriteId(logged.Event, logged.Position)),
        new(TableTransactionActionType.Add, EventRows.Write(logged)),
    ];

    private sealed record Wanted(IReadOnlyList<PublishedEvent> Events)
    {
        public bool IsFresh { get; set; }

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
