using Azure.Core;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Recovery.Contracts;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using RecoveryFunctions.Intake;
using RecoveryFunctions.Parking;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Storage;

namespace RecoveryFunctions.Tests.Intake;

[Collection(AzuriteTests.Name)]
public sealed class TableCorrespondenceTests(AzuriteServer azurite) : CorrespondenceContract, IAsyncLifetime
{
    private RecoveryTables _tables = null!;

    protected override ICorrespondence Correspondence => new TableCorrespondence(_tables, Hashes.Fixed);

    public async Task InitializeAsync() => _tables = await azurite.NewTablesAsync();

    public Task DisposeAsync() => Task.CompletedTask;
}

[Collection(AzuriteTests.Name)]
public sealed class TableKeptFilesTests(AzuriteServer azurite) : KeptFilesContract, IAsyncLifetime
{
    private RecoveryTables _tables = null!;

    protected override IKeptFiles Files => new TableKeptFiles(_tables);

    public async Task InitializeAsync() => _tables = await azurite.NewTablesAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Three pieces and the row that says that they are all there.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_file_whose_writer_died_is_not_found_and_is_written_anew(int written)
    {
        var content = Bytes(1_900_000);
        // The look whether it is there comes first.
        var line = new Line { CutAt = 2 + written, StaysCut = true };
        var prefix = _tables.Files.Name[..^"files".Length];
        var dying = new TableKeptFiles(azurite.Tables(prefix, o => o.AddPolicy(new LinePolicy(line), HttpPipelinePosition.PerRetry)));

        await Assert.ThrowsAnyAsync<Exception>(() => dying.PutAsync("parked", Name(content), content, default));

        Assert.Null(await Files.FindAsync("parked", Name(content), default));
        await Files.PutAsync("parked", Name(content), content, default);
        Assert.Equal(content, await Files.FindAsync("parked", Name(content), default));
    }
}

[Collection(AzuriteTests.Name)]
public sealed class TableMailAllowanceTests(AzuriteServer azurite) : MailAllowanceContract, IAsyncLifetime
{
    private readonly World _world = new();
    private RecoveryTables _tables = null!;

    protected override IMailAllowance Allowance => Table;

    private TableMailAllowance Table => new(_tables, Hashes.Fixed, _world);

    public async Task InitializeAsync() => _tables = await azurite.NewTablesAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Days_that_are_long_past_are_let_go_of()
    {
        var today = _world.Now.InUtc().Date;
        for (var age = 30; age <= 34; age++)
            await Table.TakeAsync("ann@example.org", today.PlusDays(-age), "e", 3, default);

        await Table.PurgeAsync(default);

        var left = new List<string>();
        await foreach (var row in _tables.Allowances.QueryAsync<TableEntity>())
            left.Add(row.PartitionKey);
        Assert.Equal(["2026-10-23", "2026-10-24"], left.Order(StringComparer.Ordinal));
    }
}

[Collection(AzuriteTests.Name)]
public sealed class TableIncidentsTests(AzuriteServer azurite) : IncidentsContract, IAsyncLifetime
{
    private RecoveryTables _tables = null!;

    protected override IIncidents Incidents => new TableIncidents(_tables);

    public async Task InitializeAsync() => _tables = await azurite.NewTablesAsync();

    public Task DisposeAsync() => Task.CompletedTask;
}

[Collection(AzuriteTests.Name)]
public sealed class TableParkedMessagesContractTests(AzuriteServer azurite) : ParkedMessagesContract, IAsyncLifetime
{
    private RecoveryTables _tables = null!;

    protected override IParkedMessages Parked => new TableParkedMessages(_tables, azurite.Queues(), Files, () => [Intake], NullLogger<TableParkedMessages>.Instance);

    protected override IKeptFiles Files => new TableKeptFiles(_tables);

    public async Task InitializeAsync() => _tables = await azurite.NewTablesAsync();

    public Task DisposeAsync() => Task.CompletedTask;
}

internal static class Hashes
{
    public static KeyedHashes Fixed { get; } = new(() => new byte[32]);
}
