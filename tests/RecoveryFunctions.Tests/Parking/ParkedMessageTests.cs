using Azure.Storage.Queues;
using NodaTime;
using Recovery.Contracts;
using Recovery.Intake;
using RecoveryFunctions.Intake;
using RecoveryFunctions.Parking;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;

namespace RecoveryFunctions.Tests.Parking;

[Collection(AzuriteTests.Name)]
public sealed partial class ParkedMessageTests(AzuriteServer azurite) : IAsyncLifetime
{
    private readonly Entries<TableParkedMessages> _log = new();
    private RecoveryTables _tables = null!;
    private QueueServiceClient _queues = null!;
    private TableParkedMessages _parked = null!;

    public async Task InitializeAsync()
    {
        _tables = await azurite.NewTablesAsync();
        _queues = azurite.Queues();
        _parked = new TableParkedMessages(_tables, _queues, new TableKeptFiles(_tables), () => [], _log);
        foreach (var name in QueueNames.All)
            await _queues.GetQueueClient(name).CreateIfNotExistsAsync();
        await ClearAsync();
    }

    public Task DisposeAsync() => ClearAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(786_433)]
    [InlineData(1_048_576)]
    public async Task A_body_comes_back_whole_however_long(int length)
    {
        var body = string.Concat(Enumerable.Range(0, length).Select(n => (char)('a' + (n % 26))));

        await _parked.ParkAsync(Message(1) with { Body = body }, default);

        Assert.Equal(body, (await _parked.FindAsync("m-1", default))!.Body);
    }

    [Fact]
    public async Task What_is_cut_into_parts_may_be_cut_within_a_character()
    {
        var body = "x" + string.Concat(Enumerable.Repeat("😀東é", 60_000));

        await _parked.ParkAsync(Message(1) with { Body = body }, default);

        Assert.Equal(body, (await _parked.FindAsync("m-1", default))!.Body);
        var start = (await _parked.ListAsync(null, 10, default)).Single().Body;
        Assert.StartsWith(start, body, StringComparison.Ordinal);
        Assert.False(char.IsHighSurrogate(start[^1]));
    }

    [Fact]
    public async Task Operators_are_told_by_where_it_came_from_and_learn_nothing_of_what_it_says()
    {
        var mail = Message(1) with { Source = "email/postmark", Reason = "From: carla@customer.example is odd", Body = "carla@customer.example", Query = "from=carla" };

        await _parked.ParkAsync(mail, default);
        await _parked.ParkAsync(mail, default);

        Assert.Equal(["PoisonMessage", "PoisonMessage"], _log.Names);
        Assert.All(_log.Texts, t => Assert.Equal("What came by email/postmark could not be processed and was parked as m-1.", t));
    }

    [Fact]
    public async Task A_query_longer_than_a_property_and_a_reason_cut_within_a_character_are_kept()
    {
        var query = "sender=" + string.Concat(Enumerable.Repeat("%E2%82%AC", 9_000));

        await _parked.ParkAsync(Message(1) with { Query = query, Reason = "stars\ud83d: is not known here" }, default);

        var kept = (await _parked.FindAsync("m-1", default))!;
        Assert.Equal((query, "stars\ufffd: is not known here"), (kept.Query, kept.Reason));
    }

    [Fact]
    public async Task More_than_a_megabyte_is_refused_before_it_is_sent() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _parked.ParkAsync(Message(1) with { Body = new string('x', 1_048_577) }, default));

    [Fact]
    public async Task Parked_twice_it_is_there_once_as_it_was_last()
    {
        var again = Message(1) with { ParkedAt = StoredCases.Monday + Duration.FromDays(1), Reason = "again" };
        await _parked.ParkAsync(Message(1), default);
        await _parked.ParkAsync(again, default);
        await _parked.ParkAsync(again, default);

        Assert.Equal(again, Assert.Single(await _parked.ListAsync(null, 10, default)));
        Assert.Equal(again, await _parked.FindAsync("m-1", default));
        Assert.True(await _parked.DismissAsync("m-1", default));
        Assert.Empty(await _parked.ListAsync(null, 10, default));
    }

    [Fact]
    public async Task The_list_shows_each_once_the_newest_first_page_by_page()
    {
        for (var n = 0; n < 12; n++)
            await _parked.ParkAsync(Message(n) with { ParkedAt = StoredCases.Monday + Duration.FromMinutes(n / 2) }, default);

        var seen = new List<ParkedMessage>();
        for (ParkedPlace? after = null; ;)
        {
            var page = await _parked.ListAsync(after, 5, default);
            seen.AddRange(page);
            if (page.Count < 5)
                break;
            after = ParkedPlace.Of(page[^1]);
        }

        Assert.Equal(12, seen.Select(m => m.Id).Distinct().Count());
        Assert.Equal(12, seen.Count);
        Assert.Equal(seen.OrderByDescending(m => m.ParkedAt).Select(m => m.ParkedAt), seen.Select(m => m.ParkedAt));
    }

    [Fact]
    public async Task A_page_goes_on_where_the_last_one_ended_although_its_last_was_dealt_with_meanwhile()
    {
        for (var n = 0; n < 6; n++)
            await _parked.ParkAsync(Message(n) with { ParkedAt = StoredCases.Monday - Duration.FromMinutes(n) }, default);
        var first = await _parked.ListAsync(null, 3, default);
        Assert.Equal(["m-0", "m-1", "m-2"], first.Select(m => m.Id));

        await _parked.DismissAsync("m-2", default);

        Assert.Equal(["m-3", "m-4", "m-5"], (await _parked.ListAsync(ParkedPlace.Of(first[^1]), 3, default)).Select(m => m.Id));
    }

    [Fact]
    public async Task Retried_it_is_on_its_queue_again_and_off_the_list()
    {
        await _parked.ParkAsync(Message(1) with { Body = "{\"von\":\"Zoë\"}" }, default);

        Assert.True(await _parked.RetryAsync("m-1", default));

        var message = (await _queues.GetQueueClient(QueueNames.Calls).ReceiveMessageAsync()).Value;
        Assert.Equal("{\"von\":\"Zoë\"}", message.Body.ToString());
        Assert.Null(await _parked.FindAsync("m-1", default));
        Assert.Empty(await _parked.ListAsync(null, 10, default));
        Assert.False(await _parked.RetryAsync("m-1", default));
        var raw = (await new QueueServiceClient(azurite.ConnectionString).GetQueueClient(QueueNames.Calls).PeekMessagesAsync(1)).Value;
        Assert.Empty(raw);
    }

    [Fact]
    public async Task Given_up_again_after_a_retry_it_is_parked_again()
    {
        await _parked.ParkAsync(Message(1), default);
        await _parked.RetryAsync("m-1", default);

        await _parked.ParkAsync(Message(1), default);

        Assert.Single(await _parked.ListAsync(null, 10, default));
    }

    [Fact]
    public async Task What_has_no_queue_to_go_back_to_stays_and_says_so()
    {
        await _parked.ParkAsync(Message(1) with { Source = "the intake of calls" }, default);
        await _parked.ParkAsync(Message(2) with { Body = new string('x', 50_000) }, default);

        var refused = await Assert.ThrowsAsync<NotRetriableException>(() => _parked.RetryAsync("m-1", default));
        Assert.Contains("the intake of calls", refused.Message, StringComparison.Ordinal);
        Assert.Contains("48 KB", (await Assert.ThrowsAsync<NotRetriableException>(() => _parked.RetryAsync("m-2", default))).Message, StringComparison.Ordinal);
        Assert.Equal(2, (await _parked.ListAsync(null, 10, default)).Count);
    }

    [Fact]
    public async Task Dismissed_it_is_gone_and_nothing_was_sent()
    {
        await _parked.ParkAsync(Message(1) with { Body = new string('x', 900_000) }, default);
        await _parked.ParkAsync(Message(2), default);

        Assert.True(await _parked.DismissAsync("m-1", default));
        Assert.False(await _parked.DismissAsync("m-1", default));

        Assert.Equal("m-2", Assert.Single(await _parked.ListAsync(null, 10, default)).Id);
        Assert.Empty((await _queues.GetQueueClient(QueueNames.Calls).PeekMessagesAsync(1)).Value);
    }

    [Fact]
    public async Task An_id_may_hold_what_a_key_of_the_table_may_not()
    {
        var odd = Message(1) with { Id = "calls/<a#b?c\\d>%2f'\u0001|" };
        await _parked.ParkAsync(odd, default);

        Assert.Equal(odd, await _parked.FindAsync(odd.Id, default));
        Assert.True(await _parked.DismissAsync(odd.Id, default));
    }

    // All tests share the server, and queues have no names of their own.
    private async Task ClearAsync() => await _queues.GetQueueClient(QueueNames.Calls).ClearMessagesAsync();

    private static ParkedMessage Message(int number) => new($"m-{number}", QueueNames.Calls, "It is no call record.", "{}", StoredCases.Monday);
}
