using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RecoveryFunctions.Operations;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Hosting;

/// <summary>Makes tables and queues in Azurite. On Azure the deployment has made them, and the app has no need of the right to.</summary>
internal sealed class StorageSetup(RecoveryTables tables, QueueServiceClient queues, ILogger<StorageSetup> log) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stopping = new();
    private Task _later = Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    /// <summary>Comes before any service starts, the worker's own too: no function runs before this is over.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        if (!await TryAsync(patience.Token))
            _later = Task.Run(UntilDoneAsync, CancellationToken.None);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _later;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Azurite may be started after the app.</summary>
    private async Task UntilDoneAsync()
    {
        try
        {
            do
                await Task.Delay(TimeSpan.FromSeconds(2), _stopping.Token);
            while (!await TryAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The app ends.
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancel)
    {
        try
        {
            var names = QueueNames.All.SelectMany(n => (string[])[n, n + QueueNames.Poison]);
            await Task.WhenAll(names.Select(n => queues.GetQueueClient(n).CreateIfNotExistsAsync(cancellationToken: cancel)).Append(tables.CreateAsync(cancel)));
            return true;
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            OperatorLog.StorageUnready(log, failure.GetType().Name);
            return false;
        }
    }
}
