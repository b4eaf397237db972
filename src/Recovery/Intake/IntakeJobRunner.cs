using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Recovery.Cases;

namespace Recovery.Intake;

/// <summary>Opens the complaints of a job, some at once, but those of one customer in the order of the list.</summary>
public sealed class IntakeJobRunner(IIntakeJobs jobs, ComplaintIntake intake)
{
    private const int AtOnce = 8;
    private const int MostFailuresInARow = 3;

    /// <param name="from">The least number of an item.</param>
    /// <returns>How many were settled; fewer than <paramref name="limit"/> when none waits any more.</returns>
    /// <exception cref="Exception">Some could not be opened now and still wait. The others are settled: one that fails keeps none back.</exception>
    public async Task<int> RunAsync(string job, int from, int limit, CancellationToken cancel)
    {
        var piece = new Piece();
        var items = (await jobs.WaitingAsync(job, from, limit, cancel)).Select(Read);
        // Not under the token: what was begun ends with an outcome, and no more is begun.
        await Parallel.ForEachAsync(OfOneCustomer(items), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = CancellationToken.None }, async (some, _) =>
        {
            foreach (var item in some)
                await piece.AddAsync(() => OpenAsync(item, cancel), cancel);
        });

        // What is done need not be done again, also when the program is asked to end.
        if (!piece.Outcomes.IsEmpty)
            await jobs.SettleAsync(job, [.. piece.Outcomes.OrderBy(o => o.Number)], CancellationToken.None);
        piece.Failed?.Throw();
        return piece.Outcomes.Count;
    }

    private static ReadItem Read(IntakeJobItem item)
    {
        try
        {
            return new ReadItem(item.Number, IntakeJobJson.Read(item.Document));
        }
        catch (JsonException)
        {
            return new ReadItem(item.Number, null);
        }
    }

    /// <summary>Items that share a key of the customer, also by way of a third, in their order: each must find the cases of those before it.</summary>
    private static IEnumerable<IEnumerable<ReadItem>> OfOneCustomer(IEnumerable<ReadItem> items)
    {
        var groups = new List<(List<ReadItem> Items, HashSet<string> Keys)>();
        foreach (var item in items)
        {
            IReadOnlyList<string> keys = item.Incoming is null ? [] : CustomerKeys.Of(item.Incoming.Complaint);
            var same = groups.FindAll(g => g.Keys.Overlaps(keys));
            groups.RemoveAll(same.Contains);
            groups.Add(([.. same.SelectMany(g => g.Items), item], [.. same.SelectMany(g => g.Keys), .. keys]));
        }

        return groups.Select(g => g.Items.OrderBy(i => i.Number));
    }

    private async Task<IntakeJobOutcome> OpenAsync(ReadItem item, CancellationToken cancel)
    {
        if (item.Incoming is null)
            return new IntakeJobOutcome(item.Number, null, "The complaint as it was kept cannot be read any more.");
        return await intake.OpenAsync(item.Incoming, cancel) switch
        {
            Done done => new IntakeJobOutcome(item.Number, done.Case.Id, null),
            NotDone { Refusal: var refusal } => new IntakeJobOutcome(item.Number, null, refusal.Field is { } field ? $"{field}: {refusal.Reason}" : refusal.Reason),
            _ => new IntakeJobOutcome(item.Number, null, "No case could be opened."),
        };
    }

    /// <param name="Incoming">Null when it cannot be read.</param>
    private sealed record ReadItem(int Number, IncomingComplaint? Incoming);

    /// <summary>What became of the items that were read together.</summary>
    private sealed class Piece
    {
        private ExceptionDispatchInfo? _failed;
        private int _inARow;

        public ConcurrentBag<IntakeJobOutcome> Outcomes { get; } = [];

        public ExceptionDispatchInfo? Failed => _failed;

        public async Task AddAsync(Func<Task<IntakeJobOutcome>> open, CancellationToken cancel)
        {
            // Then it is not the complaint: the storage is away, or the program is asked to end.
            if (_failed is not null && (cancel.IsCancellationRequested || Volatile.Read(ref _inARow) >= MostFailuresInARow))
                return;
            try
            {
                Outcomes.Add(await open());
                Volatile.Write(ref _inARow, 0);
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref _failed, ExceptionDispatchInfo.Capture(failure), null);
                Interlocked.Increment(ref _inARow);
            }
        }
    }
}
