using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Local.Storage;

namespace Recovery.Local.Tests.Storage;

public sealed class SchemaStepTests
{
    private const string BackToTwo =
        """
        DROP TABLE log; DROP TABLE subscriptions; DROP TABLE removed_subscriptions; DROP TABLE held; DROP TABLE deliveries; PRAGMA user_version = 2;
        """;

    private const string BackToOne =
        BackToTwo +
        """
        ALTER TABLE cases DROP COLUMN marks; DROP TABLE correspondence; DROP TABLE customers; DROP TABLE allowances; DROP TABLE jobs;
        DROP TABLE job_items; DROP TABLE incidents; DROP TABLE parked; PRAGMA user_version = 1;
        """;

    [Theory]
    [InlineData(BackToOne)]
    [InlineData(BackToTwo)]
    public async Task A_database_of_a_version_before_keeps_its_cases_and_takes_new_ones(string back)
    {
        await using var disk = new StoreOnDisk();
        var opened = StoredCases.Opened(1);
        await disk.Store.SaveAsync(opened, default);
        await disk.CloseAsync();
        disk.Run(back);

        await disk.ReopenAsync();

        Assert.Empty(Assert.Single((await disk.Store.QueryAsync(new CaseQuery { Now = StoredCases.Monday, Limit = 10 }, default)).Cases).Marks);
        var noted = StoredCases.Changed(opened.Case, new Noted("x"), null, StoredWebhooks.Publishing(opened.Case.Id, 3));
        Assert.True(await disk.Store.SaveAsync(noted, default));
        Assert.Equal(1, Assert.Single(await disk.Log.ReadAsync(0, 10, default)).Position);
        await new SqliteMailAllowance(disk.Store, StoreOnDisk.Hashes).TakeAsync("a@example.org", new LocalDate(2026, 11, 23), "e", 1, default);
    }
}
