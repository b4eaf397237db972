using Azure.Core;
using NodaTime;
using Recovery.Cases;
using RecoveryFunctions.Mail;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Storage;

namespace RecoveryFunctions.Tests.Mail;

[Collection(AzuriteTests.Name)]
public sealed class MailLedgerTests(AzuriteServer azurite)
{
    private readonly VirtualTime _time = new(Instant.FromUtc(2026, 11, 23, 9, 0));

    [Fact]
    public void An_effect_has_the_same_operation_in_every_try_and_another_has_another()
    {
        var id = MailOperation.IdOf(Email(1));

        // Version 8, variant 10; the digits themselves must never change, or mail that waits would be sent twice after an update.
        Assert.Equal("5fad389d-e047-85fc-a3ac-8efabdc74416", $"{id}");
        Assert.Equal(id, MailOperation.IdOf(Email(1) with { Subject = "Another" }));
        Assert.NotEqual(id, MailOperation.IdOf(Email(2)));
    }

    [Fact]
    public async Task Rows_go_away_after_thirty_days_and_a_hundred_at_once()
    {
        var line = new Line();
        var ledger = new MailLedger(await azurite.NewTablesAsync(options => options.AddPolicy(new LinePolicy(line), HttpPipelinePosition.PerRetry)), _time);
        var old = await AddAsync(ledger, 1, 300);
        _time.Now += Duration.FromDays(1);
        var young = await AddAsync(ledger, 301, 10);

        _time.Now += Duration.FromDays(29);
        Assert.Equal(0, await ledger.PurgeAsync(default));
        _time.Now += Duration.FromMinutes(1);
        var before = line.Calls;
        Assert.Equal(300, await ledger.PurgeAsync(default));

        Assert.Null(await ledger.FindAsync(old[0], default));
        Assert.NotNull(await ledger.FindAsync(young[0], default));
        Assert.Equal(0, await ledger.PurgeAsync(default));
        Assert.InRange(line.Calls - before, 1, 25);
    }

    [Fact]
    public async Task Mail_that_is_kept_instead_of_sent_is_not_purged()
    {
        var tables = await azurite.NewTablesAsync();
        var outbox = new TableOutbox(tables, _time);
        await outbox.SendAsync(MailWorld.Composer().Compose(Email(1)), default);
        _time.Now += Duration.FromDays(60);

        await new MailLedger(tables, _time).PurgeAsync(default);

        Assert.Single(await outbox.ListAsync(0, 10, default));
    }

    private static async Task<IReadOnlyList<Guid>> AddAsync(MailLedger ledger, int from, int count)
    {
        var effects = Enumerable.Range(from, count).Select(Email).ToList();
        await Parallel.ForEachAsync(effects, async (effect, stop) => Assert.True(await ledger.TryAddAsync(MailOperation.IdOf(effect), MailWorld.Composer().Compose(effect), stop)));
        return [.. effects.Select(MailOperation.IdOf)];
    }

    internal static CustomerEmail Email(int number) => new(
        $"{MailWorld.Case}-{number}-email", MailWorld.Case, number, MessageKind.Acknowledgement, MailWorld.Customer, "Carla Customer", "We have your complaint", "Thank you.", "en");
}
