using Recovery.Cases;
using Recovery.Contracts;

namespace Recovery.Local.Tests.Storage;

public sealed class QueueTests : CaseQueueContract, IAsyncDisposable
{
    private readonly StoreOnDisk _disk = new();

    protected override ICaseStore Store => _disk.Store;

    public ValueTask DisposeAsync() => _disk.DisposeAsync();
}
