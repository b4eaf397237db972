using System.Threading.Channels;
using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;

namespace Recovery.Local.Storage;

/// <summary>
/// One writer for everybody: it takes all changes that wait, commits them in one transaction, and only then tells those
/// who wait. A flush to disk is thus shared by as many as came during the one before.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private const int LargestBatch = 512;

    private readonly Channel<QueuedWrite> _waiting = Channel.CreateBounded<QueuedWrite>(
        new BoundedChannelOptions(4096) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Action _wakesChanged;
    private readonly Action _published;
    private readonly CaseWriter _writer;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="database">Where to write.</param>
    /// <param name="clock">Tells when events come into the log.</param>
    /// <param name="wakesChanged">Called after a commit in which a case says when it wants to be woken.</param>
    /// <param name="published">Called after a commit in which events came into the log.</param>
    public WriteQueue(SqliteDatabase database, IClock clock, Action wakesChanged, Action published)
    {
        _wakesChanged = wakesChanged;
        _published = published;
        _writer = new CaseWriter(database.OpenForWriting(), clock);
        // A thread of its own: it sits in disk flushes, and requests must not wait for a pool thread behind it.
        new Thread(Work) { IsBackground = true, Name = "case writer" }.Start();
    }

    /// <summary>How many changes wait for the disk.</summary>
    public int Length => _waiting.Reader.Count;

    /// <summary>Returns once the change is on disk, or was found to be too late. Cancelling has no effect on one that is queued.</summary>
    public Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
    {
        var rows = new CaseRows(change);
        var write = new QueuedWrite<bool>(writer => writer.Save(rows)) { ChangesWakes = change.WakeAt is not null, Publishes = rows.Published.Count > 0 };
        return WriteAsync(write, cancel);
    }

    /// <summary>Returns once the events are in the log.</summary>
    public Task PublishAsync(IReadOnlyList<PublishedEvent> events, CancellationToken cancel)
    {
        var write = new QueuedWrite<bool>(Append) { Publishes = true };
        return WriteAsync(write, cancel);

        bool Append(CaseWriter writer)
        {
            writer.Publish(events);
            return true;
        }
    }

    /// <summary>Returns what the work came to once it is on disk. It may be run again after a failure, in a transaction of its own.</summary>
    public Task<T> WriteAsync<T>(Func<CaseWriter, T> work, CancellationToken cancel) => WriteAsync(new QueuedWrite<T>(work), cancel);

    /// <summary>Commits what was queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopped.Task;
    }

    private async Task<T> WriteAsync<T>(QueuedWrite<T> write, CancellationToken cancel)
    {
        await _waiting.Writer.WriteAsync(write, cancel);
        return await write.Done;
    }

    private void Work()
    {
        var batch = new List<QueuedWrite>();
        while (WaitForChanges())
        {
            while (batch.Count < LargestBatch && _waiting.Reader.TryRead(out var next))
                batch.Add(next);
            Commit(batch);
            batch.Clear();
        }

        _writer.Dispose();
        _stopped.SetResult();
    }

    private bool WaitForChanges()
    {
        var ready = _waiting.Reader.WaitToReadAsync();
        return ready.IsCompleted ? ready.Result : ready.AsTask().GetAwaiter().GetResult();
    }

    private void Commit(List<QueuedWrite> batch)
    {
        try
        {
            _writer.Commit(batch);
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One of them cannot be written; alone, each gets its own answer.
            foreach (var one in batch)
                Commit([one]);
            return;
        }
        catch (Exception failed)
        {
            batch[0].Fail(failed);
            return;
        }

        if (batch.Exists(w => w.ChangesWakes))
            _wakesChanged();
        if (batch.Exists(w => w.Publishes))
            _published();
        foreach (var write in batch)
            write.Tell();
    }
}

/// <summary>Something that waits for its place in a transaction.</summary>
internal abstract class QueuedWrite
{
    /// <summary>It says when a case wants to be woken.</summary>
    public bool ChangesWakes { get; init; }

    /// <summary>It puts events into the log.</summary>
    public bool Publishes { get; init; }

    public abstract void Run(CaseWriter writer);

    /// <summary>Tells who waits that it is on disk.</summary>
    public abstract void Tell();

    public abstract void Fail(Exception failure);
}

internal sealed class QueuedWrite<T>(Func<CaseWriter, T> work) : QueuedWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Done => _done.Task;

    public override void Run(CaseWriter writer) => _result = work(writer);

    public override void Tell() => _done.SetResult(_result!);

    public override void Fail(Exception failure) => _done.SetException(failure);
}
