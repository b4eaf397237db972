using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RecoveryFunctions.Operations;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Hosting;

/// <summary>Makes tables and queues in Azurite. On Azure the deployment has made them, and the app has no need of the right to.</summary>
internal sealed class StorageSetup(RecoveryTables tables, QueueServiceClient queues, ILogger<StorageSetup> log) : IHostedService
{
    /// <summary>The Functions host waits for the app meanwhile.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            var names = QueueNames.All.SelectMany(n => (string[])[n, n + QueueNames.Poison]);
            await Task.WhenAll(names.Select(n => queues.GetQueueClient(n).CreateIfNotExistsAsync(cancellationToken: patience.Token))
                .Append(tables.CreateAsync(patience.Token)));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            OperatorLog.StorageUnready(log, failure.GetType().Name);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
