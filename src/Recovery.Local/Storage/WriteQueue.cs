using System.Threading.Channels;
using Recovery.Cases;

namespace Recovery.Local.Storage;

/// <summary>
/// One writer for everybody: it takes all changes that wait, commits them in one transaction, and only then tells those
/// who wait. A flush to disk is thus shared by as many as came during the one before.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private const int LargestBatch = 512;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(4096) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Action _wakesChanged;
    private readonly CaseWriter _writer;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="database">Where to write.</param>
    /// <param name="wakesChanged">Called after a commit in which a case says when it wants to be woken.</param>
    public WriteQueue(SqliteDatabase database, Action wakesChanged)
    {
        _wakesChanged = wakesChanged;
        _writer = new CaseWriter(database.OpenForWriting());
        // A thread of its own: it sits in disk flushes, and requests must not wait for a pool thread behind it.
        new Thread(Work) { IsBackground = true, Name = "case writer" }.Start();
    }

    /// <summary>How many changes wait for the disk.</summary>
    public int Length => _waiting.Reader.Count;

    /// <summary>Returns once the change is on disk, or was found to be too late. Cancelling has no effect on one that is queued.</summary>
    public async Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
    {
        var waiting = new Waiting(new CaseRows(change));
        await _waiting.Writer.WriteAsync(waiting, cancel);
        return await waiting.Saved.Task;
    }

    /// <summary>Commits what was queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopped.Task;
    }

    private void Work()
    {
        var batch = new List<Waiting>();
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

    private void Commit(List<Waiting> batch)
    {
        bool[] saved;
        try
        {
            saved = _writer.Commit([.. batch.Select(w => w.Rows)]);
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
            batch[0].Saved.SetException(failed);
            return;
        }

        if (batch.Exists(w => w.Rows.Change.WakeAt is not null))
            _wakesChanged();
        for (var i = 0; i < saved.Length; i++)
            batch[i].Saved.SetResult(saved[i]);
    }

    private sealed record Waiting(CaseRows Rows)
    {
        public TaskCompletionSource<bool> Saved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
