using Recovery.Cases;
using Recovery.Contracts;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Storage;

[Collection(AzuriteTests.Name)]
public sealed class TableCaseStoreContractTests(AzuriteServer azurite) : CaseStoreContract, IAsyncLifetime
{
    private TableApp _app = null!;

    protected override ICaseStore Store => _app.Store;

    public async Task InitializeAsync() => _app = new TableApp(await azurite.NewTablesAsync(), new World());

    public Task DisposeAsync() => Task.CompletedTask;
}

[Collection(AzuriteTests.Name)]
public sealed class TableQueueContractTests(AzuriteServer azurite) : CaseQueueContract, IAsyncLifetime
{
    private TableApp _app = null!;

    protected override ICaseStore Store => _app.Store;

    public async Task InitializeAsync() => _app = new TableApp(await azurite.NewTablesAsync(), new World());

    public Task DisposeAsync() => Task.CompletedTask;
}
