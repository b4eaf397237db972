using System.Threading.Channels;
using Recovery.Local.Storage;

namespace Recovery.Local.Hosting;

/// <summary>Wakes the case loop; raised many times before it looks, it wakes it once.</summary>
public sealed class WakeSignal : IWakeSignal
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => _raised.Writer.TryWrite(true);

    /// <summary>Returns when it has been raised since the last wait, or after the time.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(longest);
        try
        {
            await _raised.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nobody raised it in that time.
        }
    }
}
