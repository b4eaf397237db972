using Azure.Data.Tables;
using Azure.Storage.Queues;
using Recovery.Web.Operations;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Hosting;

/// <summary>Reads a row that need not exist: the table must.</summary>
internal sealed class TablesAnswer(RecoveryTables tables) : IReadiness
{
    public string Name => "tables";

    public async Task<bool> CheckAsync(CancellationToken cancel)
    {
        await tables.Cases.GetEntityIfExistsAsync<TableEntity>("readiness", "readiness", cancellationToken: cancel);
        return true;
    }
}

internal sealed class QueuesAnswer(QueueServiceClient queues) : IReadiness
{
    public string Name => "queues";

    public async Task<bool> CheckAsync(CancellationToken cancel)
    {
        await queues.GetQueueClient(QueueNames.Nudges).GetPropertiesAsync(cancel);
        return true;
    }
}
