using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Local.Storage;
using Recovery.Reporting;

namespace Recovery.Local.Tests.Storage;

public sealed class StatisticsTests : ReportStoreContract, IAsyncDisposable
{
    private readonly StoreOnDisk _disk = new();

    protected override IReportStore Reports => _disk.Reports;

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task Turns_go_on_from_the_number_of_cases()
    {
        var turns = new AssignmentTurns(7);

        Assert.Equal(7, await turns.NextAsync(default));
        Assert.Equal(8, await turns.NextAsync(default));
    }

    [Fact]
    public async Task A_sign_in_code_works_once_and_not_after_its_time()
    {
        var codes = new SignInCodes(_disk.Database);
        var (one, two) = (codes.Create(StoredCases.Monday), codes.Create(StoredCases.Monday));

        Assert.True(await codes.IsValidAsync(one, StoredCases.Monday, default));
        Assert.True(codes.TryUse(one, StoredCases.Monday));
        Assert.False(codes.TryUse(one, StoredCases.Monday));
        Assert.False(codes.TryUse(two, StoredCases.Monday + SignInCodes.Lifetime));
        Assert.False(codes.TryUse("", StoredCases.Monday));
        var file = await File.ReadAllBytesAsync(Path.Combine(_disk.Directory, SqliteDatabase.FileName + "-wal"));
        Assert.DoesNotContain(two, System.Text.Encoding.Latin1.GetString(file), StringComparison.Ordinal);
    }

    protected override async Task SaveAsync(CaseChange change) => Assert.True(await _disk.Store.SaveAsync(change, default));
}
