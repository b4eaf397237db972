using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Storage;

[Collection(AzuriteTests.Name)]
public sealed class UnwokenCaseTests(AzuriteServer azurite) : IAsyncLifetime
{
    private readonly World _world = new();
    private RecoveryTables _tables = null!;
    private TableApp _app = null!;

    public async Task InitializeAsync()
    {
        _tables = await azurite.NewTablesAsync();
        _app = new TableApp(_tables, _world);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task After_a_long_outage_thousands_are_found_each_once_the_longest_first()
    {
        // 2,500 wakes a second apart, and 1,500 announcements half a second after every other of them: 500 are of cases of their own.
        var wakes = Enumerable.Range(0, 2_500).Select(n => (Id: Id(n), At: _world.Now + Duration.FromSeconds(n)));
        var intents = Enumerable.Range(0, 1_500).Select(n => new Intent(Id(1_500 + n), 1, _world.Now + Duration.FromSeconds(2 * n) + Duration.FromMilliseconds(500)));
        TableEntity[] rows =
        [
            .. wakes.Select(w => new TableEntity(CaseIndex.Partition, $"wake|{RowKeys.Ticks(w.At)}|{w.Id}")),
            .. intents.Select(i => i.ToRow()),
        ];
        foreach (var some in rows.Chunk(100))
            await _tables.Index.SubmitTransactionAsync(some.Select(r => new TableTransactionAction(TableTransactionActionType.Add, r)));

        var found = await _app.Unwoken.FindAsync(_world.Now + Duration.FromHours(1), 10_000, default);

        var expected = wakes.Concat(intents.Select(i => (i.Id, i.At))).GroupBy(c => c.Item1).Select(c => (c.Key, At: c.Min(one => one.Item2))).OrderBy(c => c.At).ToList();
        Assert.Equal(3_000, expected.Count);
        Assert.Equal(expected, found.Select(f => (f.Id, f.Since)));

        Assert.Equal(expected.Take(1_200), (await _app.Unwoken.FindAsync(_world.Now + Duration.FromHours(1), 1_200, default)).Select(f => (f.Id, f.Since)));
        var by = _world.Now + Duration.FromSeconds(1_700);
        Assert.Equal(expected.Where(c => c.At < by), (await _app.Unwoken.FindAsync(by, 10_000, default)).Select(f => (f.Id, f.Since)));
    }

    [Fact]
    public async Task Words_are_put_in_again_where_the_lists_are_behind_or_a_save_was_announced_and_not_otherwise()
    {
        await _app.Service.OpenAsync(LifeStory.Id, new CommandId("open", "f"), LifeStory.Complaint, default);
        var word = $"{CaseIndex.WordsFrom("parcel")}|{LifeStory.Id}";

        await LoseAsync(word);
        Assert.True(await _app.Unwoken.RepairAsync(LifeStory.Id, default));
        Assert.False(await IsThereAsync(word));

        await _app.Index.AnnounceAsync(LifeStory.Id, 0, _world.Now, default);
        Assert.True(await _app.Unwoken.RepairAsync(LifeStory.Id, default));
        Assert.True(await IsThereAsync(word));
        Assert.Empty(await _app.Index.IntentsAsync(LifeStory.Id, default));

        foreach (var row in await IndexRows.OfAsync(_tables, LifeStory.Id))
            await LoseAsync(row.RowKey);
        Assert.True(await _app.Unwoken.RepairAsync(LifeStory.Id, default));
        await IndexRows.AssertAgreeAsync(_app, _tables, LifeStory.Id);
    }

    private async Task LoseAsync(string key) => await _tables.Index.DeleteEntityAsync(CaseIndex.Partition, key);

    private async Task<bool> IsThereAsync(string key) => (await _tables.Index.GetEntityIfExistsAsync<TableEntity>(CaseIndex.Partition, key)).HasValue;

    private static CaseId Id(int number) => CaseId.From("unwoken", $"{number}");
}
