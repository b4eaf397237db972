using Microsoft.Extensions.Logging.Abstractions;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Webhooks;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Storage;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Webhooks;

/// <summary>Cases are saved by one app and given their turns by it; the log is the same for all.</summary>
[Collection(AzuriteTests.Name)]
public sealed class TableEventLogContractTests(AzuriteServer azurite) : EventLogContract, IAsyncLifetime
{
    private TableApp _app = null!;

    protected override IEventLog Log => _app.Log;

    protected override ICaseStore Store => _app.Store;

    public async Task InitializeAsync() => _app = new TableApp(await azurite.NewTablesAsync(), new World(), Clock);

    public Task DisposeAsync() => Task.CompletedTask;

    protected override async Task<bool> SaveAsync(CaseChange change)
    {
        var isSaved = await Store.SaveAsync(change, default);
        // As a turn does, whether or not this save was the one that got through.
        if (await _app.Cases.ReadAsync(change.Case.Id, default) is { } stored)
            Assert.Null((await _app.Applied.ApplyAsync([.. stored.Unapplied], default)).Failure);
        return isSaved;
    }
}

[Collection(AzuriteTests.Name)]
public sealed class TableSubscriptionsContractTests(AzuriteServer azurite) : SubscriptionsContract, IAsyncLifetime
{
    private RecoveryTables _tables = null!;
    private TableDeliveries _deliveries = null!;

    protected override ISubscriptions Subscriptions => new TableSubscriptions(_tables, _deliveries);

    protected override IDeliveries Deliveries => _deliveries;

    public async Task InitializeAsync()
    {
        _tables = await azurite.NewTablesAsync();
        _deliveries = new TableDeliveries(_tables, NullLogger<TableDeliveries>.Instance);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}

[Collection(AzuriteTests.Name)]
public sealed class TableDeliveriesContractTests(AzuriteServer azurite) : DeliveriesContract, IAsyncLifetime
{
    private RecoveryTables _tables = null!;
    private TableDeliveries _deliveries = null!;

    protected override ISubscriptions Subscriptions => new TableSubscriptions(_tables, _deliveries);

    protected override IDeliveries Deliveries => _deliveries;

    public async Task InitializeAsync()
    {
        _tables = await azurite.NewTablesAsync();
        _deliveries = new TableDeliveries(_tables, NullLogger<TableDeliveries>.Instance);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
