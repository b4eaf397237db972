using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;

namespace Recovery.Contracts;

/// <summary>What every <see cref="IDeliveries"/> keeps to, together with the <see cref="ISubscriptions"/> of the same store.</summary>
public abstract class DeliveriesContract
{
    private const string Id = "wh_a";
    private static readonly Instant s_monday = StoredCases.Monday;

    protected abstract ISubscriptions Subscriptions { get; }

    protected abstract IDeliveries Deliveries { get; }

    [Fact]
    public async Task A_change_is_saved_whole_and_adds_one_to_the_version()
    {
        var before = await AddAsync(Id);
        var after = before with
        {
            Position = 12,
            Health = new(3, s_monday + Duration.FromSeconds(30), s_monday),
            Replays = [new("r-1", 2, 9, true, s_monday), new("r-2", 0, 12, false, s_monday + Duration.FromHours(1))],
            ToldAt = s_monday + Duration.FromTicks(7),
        };
        var held = StoredWebhooks.Held("s", At(5), 4, 6, 11);
        var record = StoredWebhooks.Delivery(Id, "e", DeliveryStatus.Waiting);

        Assert.True(await Deliveries.SaveAsync(new DeliveryChange { Progress = after, Held = [held], Records = [record] }, default));

        AssertSame(after with { Version = before.Version + 1 }, await Deliveries.ProgressAsync(Id, default));
        AssertSame(held, Assert.Single(await Deliveries.HeldAsync(Id, ["s"], default)));
        AssertSame(record, await Deliveries.FindAsync(Id, "e", default));
    }

    [Fact]
    public async Task A_change_that_comes_too_late_changes_nothing()
    {
        var before = await AddAsync(Id);
        await SaveAsync(held: [StoredWebhooks.Held("s", At(5))], records: [StoredWebhooks.Delivery(Id, "e")]);

        Assert.False(await Deliveries.SaveAsync(
            new DeliveryChange
            {
                Progress = before with { Position = 99 },
                Held = [StoredWebhooks.Held("t", At(5))],
                Freed = ["s"],
                Records = [StoredWebhooks.Delivery(Id, "f"), StoredWebhooks.Delivery(Id, "e", DeliveryStatus.Parked)],
            },
            default));

        Assert.Equal(0, (await Deliveries.ProgressAsync(Id, default))!.Position);
        Assert.Equal(["s"], (await Deliveries.HeldAsync(Id, ["s", "t"], default)).Select(h => h.Stream));
        Assert.Null(await Deliveries.FindAsync(Id, "f", default));
        Assert.Equal(DeliveryStatus.Delivered, (await Deliveries.FindAsync(Id, "e", default))!.Status);
    }

    [Fact]
    public async Task Of_many_who_save_what_they_read_one_wins()
    {
        var before = await AddAsync(Id);

        var saved = await Task.WhenAll(Enumerable.Range(1, 8).Select(
            n => Deliveries.SaveAsync(new DeliveryChange { Progress = before with { Position = n } }, default)));

        Assert.Single(saved, yes => yes);
        Assert.Equal(Array.IndexOf(saved, true) + 1, (await Deliveries.ProgressAsync(Id, default))!.Position);
    }

    [Fact]
    public async Task Many_who_save_and_try_again_after_a_conflict_all_get_through()
    {
        await AddAsync(Id);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            DeliveryProgress progress;
            do
                progress = (await Deliveries.ProgressAsync(Id, default))!;
            while (!await Deliveries.SaveAsync(
                new DeliveryChange { Progress = progress with { Replays = [.. progress.Replays, new($"r-{n}", 0, 1, false, s_monday)] } }, default));
        }));

        Assert.Equal(["r-0", "r-1", "r-2", "r-3", "r-4", "r-5"], (await Deliveries.ProgressAsync(Id, default))!.Replays.Select(r => r.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_large_change_is_saved_whole()
    {
        await AddAsync(Id);
        await SaveAsync(held: [.. Enumerable.Range(0, 300).Select(n => StoredWebhooks.Held($"old-{n}", At(n)))]);
        var attempts = Enumerable.Range(0, Delivery.MostAttempts)
            .Select(n => new DeliveryAttempt(At(n), 500, null, Duration.FromSeconds(1), new string('ä', SendResult.LongestHead)));
        var long1 = StoredWebhooks.Delivery(Id, "long") with { Attempts = [.. attempts] };
        var behind = StoredWebhooks.Held("long", At(9), [.. Enumerable.Range(0, 2000).Select(n => 1_000_000L + n)]);

        await SaveAsync(
            held: [behind, .. Enumerable.Range(0, 300).Select(n => StoredWebhooks.Held($"new-{n}", At(n)))],
            freed: [.. Enumerable.Range(0, 300).Select(n => $"old-{n}")],
            records: [long1, .. Enumerable.Range(0, 300).Select(n => StoredWebhooks.Delivery(Id, $"e-{n}"))]);

        Assert.Equal(301, (await Deliveries.DueAsync(Id, At(300), 1000, default)).Count);
        AssertSame(behind, Assert.Single(await Deliveries.HeldAsync(Id, ["long", "old-7"], default)));
        AssertSame(long1, await Deliveries.FindAsync(Id, "long", default));
        Assert.Equal(301, (await Deliveries.RecordsAsync(Id, ["long", .. Enumerable.Range(-50, 350).Select(n => $"e-{n}")], default)).Count);
    }

    [Fact]
    public async Task What_is_held_comes_when_it_is_due_longest_due_first()
    {
        await AddAsync(Id);
        await AddAsync("wh_b");
        await SaveAsync(held: [StoredWebhooks.Held("c", At(3)), StoredWebhooks.Held("a", At(20)), StoredWebhooks.Held("b", At(1)), StoredWebhooks.Held("d", At(2))]);

        Assert.Equal(["b", "d"], await DueAsync(2));
        Assert.Equal(["b", "d", "c"], await DueAsync(19));
        Assert.Equal(["b", "d"], (await Deliveries.DueAsync(Id, At(99), 2, default)).Select(h => h.Stream));
        Assert.Empty(await DueAsync(0));
        Assert.Equal(At(1), await Deliveries.NextAsync(Id, default));
        Assert.Empty(await Deliveries.DueAsync("wh_b", At(99), 10, default));
        Assert.Null(await Deliveries.NextAsync("wh_b", default));
    }

    [Fact]
    public async Task What_is_held_is_replaced_by_its_stream_and_freed()
    {
        await AddAsync(Id);
        await SaveAsync(held: [StoredWebhooks.Held("a", At(1)), StoredWebhooks.Held("b", At(2)), StoredWebhooks.Held("c", At(3))]);
        var later = StoredWebhooks.Held("a", At(9), 4, 5);

        await SaveAsync(held: [later], freed: ["b", "never-held"]);

        Assert.Equal(["c", "a"], await DueAsync(99));
        Assert.Equal(At(3), await Deliveries.NextAsync(Id, default));
        AssertSame(later, Assert.Single(await Deliveries.HeldAsync(Id, ["a", "b", "x"], default)));
        Assert.Empty(await Deliveries.HeldAsync(Id, [], default));

        await SaveAsync(freed: ["a", "c"]);
        Assert.Null(await Deliveries.NextAsync(Id, default));
    }

    [Fact]
    public async Task A_time_is_never_taken_for_an_earlier_one()
    {
        await AddAsync(Id);
        var next = s_monday + Duration.FromNanoseconds(150);
        await SaveAsync(held: [StoredWebhooks.Held("a", next)]);

        var stored = await Deliveries.NextAsync(Id, default);

        Assert.True(stored >= next);
        Assert.Equal("a", Assert.Single(await Deliveries.DueAsync(Id, stored!.Value, 1, default)).Stream);
    }

    [Fact]
    public async Task A_record_is_replaced_by_its_event_and_is_one_subscription_s_alone()
    {
        var progress = await AddAsync(Id);
        await AddAsync("wh_b");
        await Deliveries.RecordAsync(StoredWebhooks.Delivery(Id, "e", DeliveryStatus.Waiting), default);
        var parked = StoredWebhooks.Delivery(Id, "e", DeliveryStatus.Parked, At(1));

        await Deliveries.RecordAsync(parked, default);

        AssertSame(parked, await Deliveries.FindAsync(Id, "e", default));
        AssertSame(parked, Assert.Single((await ListAsync(null)).Deliveries));
        AssertSame(parked, Assert.Single(await Deliveries.RecordsAsync(Id, ["e", "f"], default)));
        Assert.Empty((await ListAsync(DeliveryStatus.Waiting)).Deliveries);
        Assert.Null(await Deliveries.FindAsync("wh_b", "e", default));
        Assert.Empty(await Deliveries.RecordsAsync("wh_b", ["e"], default));
        Assert.Empty(await Deliveries.RecordsAsync(Id, [], default));
        Assert.Equal(progress.Version, (await Deliveries.ProgressAsync(Id, default))!.Version);
    }

    [Fact]
    public async Task The_latest_changed_come_first_and_pages_show_each_once()
    {
        await AddAsync(Id);
        // Four at a time were changed at the same moment, so that pages end among equals.
        await SaveAsync(records: [.. Enumerable.Range(0, 50).Select(n => StoredWebhooks.Delivery(Id, $"e-{n}", Status(n), At(n / 4)))]);
        await Deliveries.RecordAsync(StoredWebhooks.Delivery(Id, "e-0", DeliveryStatus.Parked, At(90)), default);

        var all = await PagesAsync(null);
        var parked = await PagesAsync(DeliveryStatus.Parked);

        Assert.Equal("e-0", all[0].Event);
        Assert.Equal(50, all.Select(d => d.Event).Distinct().Count());
        Assert.Equal(50, all.Count);
        Assert.Equal(all.Select(d => d.ChangedAt).OrderDescending(), all.Select(d => d.ChangedAt));
        Assert.Equal(all.Where(d => d.Status == DeliveryStatus.Parked).Select(d => d.Event), parked.Select(d => d.Event));
        Assert.Equal(18, parked.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense!")]
    [InlineData("bm9uc2Vuc2U")]
    public async Task A_cursor_that_this_list_did_not_give_is_refused(string cursor)
    {
        await AddAsync(Id);

        await Assert.ThrowsAsync<InvalidCursorException>(() => Deliveries.ListAsync(Id, new DeliveryQuery(null, cursor, 10), default));
    }

    [Fact]
    public async Task Records_are_counted_by_their_status()
    {
        await AddAsync(Id);
        await AddAsync("wh_b");
        await SaveAsync(records: [.. Enumerable.Range(0, 50).Select(n => StoredWebhooks.Delivery(Id, $"e-{n}", Status(n)))]);

        var counts = await Deliveries.CountsAsync(Id, 1000, default);
        var few = await Deliveries.CountsAsync(Id, 5, default);

        Assert.Equal(17, counts[DeliveryStatus.Waiting]);
        Assert.Equal(17, counts[DeliveryStatus.Parked]);
        Assert.Equal(16, counts[DeliveryStatus.Delivered]);
        Assert.All(few.Values, n => Assert.InRange(n, 5, 17));
        Assert.Equal(0, (await Deliveries.CountsAsync("wh_b", 1000, default)).Values.Sum());
    }

    [Fact]
    public async Task Old_records_are_forgotten_in_pieces_and_none_that_still_waits()
    {
        await AddAsync(Id);
        await AddAsync("wh_b");
        for (var n = 0; n < 12; n++)
            await Deliveries.RecordAsync(StoredWebhooks.Delivery(n % 2 == 0 ? Id : "wh_b", $"e-{n}", Status(n), At(n)), default);
        // Changed again since, so that it is no longer old.
        await Deliveries.RecordAsync(StoredWebhooks.Delivery("wh_b", "e-1", Status(1), At(11)), default);

        // Of those before the tenth minute 0, 3, 6 and 9 wait.
        Assert.Equal(3, await Deliveries.ForgetAsync(At(10), 3, default));
        Assert.Equal(2, await Deliveries.ForgetAsync(At(10), 3, default));
        Assert.Equal(0, await Deliveries.ForgetAsync(At(10), 3, default));

        Assert.Equal(["e-10", "e-6", "e-0"], (await ListAsync(null)).Deliveries.Select(d => d.Event));
        Assert.Equal(
            ["e-1", "e-11", "e-3", "e-9"],
            (await Deliveries.ListAsync("wh_b", new DeliveryQuery(null, null, 10), default)).Deliveries.Select(d => d.Event).Order(StringComparer.Ordinal));
    }

    private static Instant At(int minutes) => s_monday + Duration.FromMinutes(minutes);

    private static DeliveryStatus Status(int number) => (number % 3) switch
    {
        0 => DeliveryStatus.Waiting,
        1 => DeliveryStatus.Parked,
        _ => DeliveryStatus.Delivered,
    };

    private static void AssertSame<T>(T expected, T? actual) => Assert.Equal(StoredWebhooks.Whole(expected), StoredWebhooks.Whole(actual));

    private async Task<DeliveryProgress> AddAsync(string id)
    {
        await Subscriptions.AddAsync(StoredWebhooks.Subscription(id), 0, default);
        return (await Deliveries.ProgressAsync(id, default))!;
    }

    private async Task SaveAsync(IReadOnlyList<HeldEvents>? held = null, IReadOnlyList<string>? freed = null, IReadOnlyList<Delivery>? records = null)
    {
        var progress = (await Deliveries.ProgressAsync(Id, default))!;
        Assert.True(await Deliveries.SaveAsync(new DeliveryChange { Progress = progress, Held = held ?? [], Freed = freed ?? [], Records = records ?? [] }, default));
    }

    private async Task<IEnumerable<string>> DueAsync(int minutes) => (await Deliveries.DueAsync(Id, At(minutes), 10, default)).Select(h => h.Stream);

    private Task<DeliveryPage> ListAsync(DeliveryStatus? status) => Deliveries.ListAsync(Id, new DeliveryQuery(status, null, 200), default);

    private async Task<List<Delivery>> PagesAsync(DeliveryStatus? status)
    {
        var (seen, cursor) = (new List<Delivery>(), (string?)null);
        do
        {
            var page = await Deliveries.ListAsync(Id, new DeliveryQuery(status, cursor, 7), default);
            Assert.True(page.Deliveries.Count <= 7);
            seen.AddRange(page.Deliveries);
            cursor = page.Next;
        }
        while (cursor is not null);
        return seen;
    }
}
