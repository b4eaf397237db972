using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Reporting;
using RecoveryFunctions.Reports;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;

namespace RecoveryFunctions.Tests.Reports;

/// <summary>What both hosts promise, asked of single figures that no rollup has added up yet.</summary>
[Collection(AzuriteTests.Name)]
public class TableReportTests(AzuriteServer azurite) : ReportStoreContract, IAsyncLifetime
{
    private TableReports? _reports;
    private CaseFigures? _figures;

    private protected RecoveryTables Tables { get; private set; } = null!;

    private protected VirtualClock Clock { get; } = new(StoredCases.Monday);

    protected override IReportStore Reports => _reports!;

    public async Task InitializeAsync()
    {
        Tables = await azurite.NewTablesAsync();
        _reports = new TableReports(Tables, Clock);
        _figures = new CaseFigures(Tables, Clock);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    protected override Task SaveAsync(CaseChange change) => _figures!.ApplyAsync(change.Effects, default);
}

/// <summary>The same when the rollup ran before each reading.</summary>
public sealed class RolledUpReportTests(AzuriteServer azurite) : TableReportTests(azurite)
{
    protected override Task SettleAsync() => new ReportRollup(Tables).RunAsync(Clock.Now, default);
}

/// <summary>The same for cases of long ago, whose days have to be marked.</summary>
public sealed class LateReportTests(AzuriteServer azurite) : TableReportTests(azurite)
{
    protected override async Task SettleAsync()
    {
        Clock.Now = StoredCases.Monday + Duration.FromDays(400);
        await new ReportRollup(Tables).RunAsync(Clock.Now, default);
    }
}
