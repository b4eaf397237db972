using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;

namespace Recovery.Contracts;

/// <summary>What every <see cref="IEventLog"/> keeps to, filled by its own appends and by what cases publish.</summary>
public abstract class EventLogContract
{
    /// <summary>Tells the log when an event came into it.</summary>
    protected SettableClock Clock { get; } = new(StoredCases.Monday);

    protected abstract IEventLog Log { get; }

    protected abstract ICaseStore Store { get; }

    /// <summary>
    /// Saves a change and lets the store append what it publishes. Calls for different cases come at once; calls for one case one
    /// after the other.
    /// </summary>
    /// <returns>Whether it was saved.</returns>
    protected abstract Task<bool> SaveAsync(CaseChange change);

    [Fact]
    public async Task A_log_to_which_nothing_came_has_nothing()
    {
        Assert.Empty(await Log.ReadAsync(0, 10, default));
        Assert.Equal(0, await Log.LastAsync(default));
        Assert.Equal(0, await Log.LastBeforeAsync(StoredCases.Monday + Duration.FromDays(1), default));
        Assert.Null(await Log.AtAsync(1, default));
        Assert.Null(await Log.FindAsync("a", default));
        Assert.Equal(0, await Log.ForgetAsync(StoredCases.Monday + Duration.FromDays(1), 10, default));
        await Log.AppendAsync([], default);
        Assert.Equal(0, await Log.LastAsync(default));
    }

    [Fact]
    public async Task What_was_appended_comes_back_whole_and_in_order()
    {
        PublishedEvent[] events =
        [
            StoredWebhooks.Event("b", "s-1", """{"text":"äöü 😀 \" \\ '"}"""),
            StoredWebhooks.Event("a", "s-2", $$"""{"long":"{{new string('x', 19_000)}}"}""", StoredCases.Monday + Duration.FromTicks(7)),
            StoredWebhooks.Event("C_d-e", "s-1"),
        ];
        Clock.Now += Duration.FromHours(1);
        await Log.AppendAsync(events[..2], default);
        await Log.AppendAsync(events[2..], default);

        var read = await Log.ReadAsync(0, 10, default);

        Assert.Equal(events, read.Select(e => e.Event));
        Assert.All(read, e => Assert.Equal(Clock.Now, e.LoggedAt));
        Assert.Equal(read.Select(e => e.Position).Order(), read.Select(e => e.Position));
        Assert.True(read[0].Position > 0);
        Assert.Equal(read[^1].Position, await Log.LastAsync(default));
    }

    [Fact]
    public async Task Each_event_is_found_by_its_id_and_by_its_position()
    {
        await Log.AppendAsync([StoredWebhooks.Event("a"), StoredWebhooks.Event("b")], default);
        var read = await Log.ReadAsync(0, 10, default);

        Assert.Equal(read[1], await Log.FindAsync("b", default));
        Assert.Equal(read[1], await Log.AtAsync(read[1].Position, default));
        Assert.Null(await Log.FindAsync("B", default));
        Assert.Null(await Log.AtAsync(read[1].Position + 1, default));
        Assert.Null(await Log.AtAsync(0, default));
    }

    [Fact]
    public async Task An_event_that_is_there_by_its_id_stays_as_it_was()
    {
        await Log.AppendAsync([StoredWebhooks.Event("a"), StoredWebhooks.Event("b"), StoredWebhooks.Event("a", data: "[]")], default);
        var before = await Log.ReadAsync(0, 10, default);

        await Log.AppendAsync([StoredWebhooks.Event("b", "other"), StoredWebhooks.Event("c"), StoredWebhooks.Event("a", "other")], default);

        var after = await Log.ReadAsync(0, 10, default);
        Assert.Equal(["a", "b", "c"], after.Select(e => e.Event.Id));
        Assert.Equal(before, after.Take(2));
        Assert.Equal("{}", after[0].Event.Data);
    }

    [Fact]
    public async Task Read_piece_by_piece_each_event_is_seen_once()
    {
        await Log.AppendAsync([.. Enumerable.Range(0, 57).Select(n => StoredWebhooks.Event($"e-{n}"))], default);

        var seen = new List<string>();
        long after = 0;
        while (await Log.ReadAsync(after, 10, default) is { Count: > 0 } piece)
        {
            Assert.True(piece.Count <= 10);
            seen.AddRange(piece.Select(e => e.Event.Id));
            after = piece[^1].Position;
        }

        Assert.Equal(Enumerable.Range(0, 57).Select(n => $"e-{n}"), seen);
    }

    [Fact]
    public async Task What_a_case_publishes_is_in_the_log_once_and_in_order_and_no_driver_sees_it()
    {
        var opened = StoredCases.Opened(1);
        var id = opened.Case.Id;
        PublishEvent[] first = [StoredWebhooks.Publishing(id, 1), StoredWebhooks.Publishing(id, 2)];

        Assert.True(await SaveAsync(opened with { Effects = [first[0], opened.Effects[0], first[1]] }));
        Assert.True(await SaveAsync(StoredCases.Changed(opened.Case, new Noted("x"), null, StoredWebhooks.Publishing(id, 3), first[1])));

        Assert.Equal([first[0].Event, first[1].Event, StoredWebhooks.Publishing(id, 3).Event], (await Log.ReadAsync(0, 10, default)).Select(e => e.Event));
        Assert.DoesNotContain((await Store.LoadWorkAsync(id, default))!.Effects, e => e.Effect is PublishEvent);
    }

    [Fact]
    public async Task A_save_that_came_too_late_publishes_nothing()
    {
        var opened = StoredCases.Opened(1);
        Assert.True(await SaveAsync(opened));
        Assert.True(await SaveAsync(StoredCases.Noted(opened.Case)));

        Assert.False(await SaveAsync(StoredCases.Changed(opened.Case, new Noted("late"), null, StoredWebhooks.Publishing(opened.Case.Id, 3))));

        Assert.Empty(await Log.ReadAsync(0, 10, default));
    }

    [Fact]
    public async Task The_same_complaint_taken_by_many_at_once_is_published_once()
    {
        var opened = StoredCases.Opened(1);
        var change = opened with { Effects = [StoredWebhooks.Publishing(opened.Case.Id, 1)] };

        var saved = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SaveAsync(change)));

        Assert.Single(saved, yes => yes);
        Assert.Single(await Log.ReadAsync(0, 10, default));
    }

    [Fact]
    public async Task Nothing_is_ever_added_behind_a_reader_however_many_append_at_once()
    {
        const int Writers = 6, Each = 15;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            await Task.Yield();
            var before = StoredCases.Opened(writer).Case;
            Assert.True(await SaveAsync(StoredCases.Opened(writer)));
            for (var n = 0; n < Each; n++)
            {
                var change = StoredCases.Changed(before, new Noted("x"), null, StoredWebhooks.Publishing(before.Id, n));
                Assert.True(await SaveAsync(change));
                before = change.Case;
                await Log.AppendAsync([StoredWebhooks.Event($"w-{writer}-{n}"), StoredWebhooks.Event($"both-{n}")], default);
            }
        }));

        var seen = new List<LoggedEvent>();
        bool isLastLook;
        do
        {
            isLastLook = writing.IsCompleted;
            while (await Log.ReadAsync(seen.Count == 0 ? 0 : seen[^1].Position, 7, default) is { Count: > 0 } piece)
                seen.AddRange(piece);
            await Task.Delay(1);
        }
        while (!isLastLook);
        await writing;

        Assert.Equal(await Log.ReadAsync(0, 1000, default), seen);
        Assert.Equal((Writers * Each * 2) + Each, seen.Select(e => e.Event.Id).Distinct().Count());
        Assert.Equal((Writers * Each * 2) + Each, seen.Count);
        for (var writer = 0; writer < Writers; writer++)
        {
            var id = StoredCases.Opened(writer).Case.Id;
            Assert.Equal(
                Enumerable.Range(0, Each).Select(n => StoredWebhooks.Publishing(id, n).Event.Id), seen.Where(e => e.Event.Stream == id.Value).Select(e => e.Event.Id));
        }
    }

    [Fact]
    public async Task It_says_how_far_it_had_come_at_a_time()
    {
        await AppendAtAsync(0, "a", "b");
        await AppendAtAsync(10, "c");
        await AppendAtAsync(20, "d");
        var positions = (await Log.ReadAsync(0, 10, default)).Select(e => e.Position).ToList();

        Assert.Equal(0, await LastBeforeAsync(0));
        Assert.Equal(positions[1], await LastBeforeAsync(1));
        Assert.Equal(positions[1], await LastBeforeAsync(10));
        Assert.Equal(positions[2], await LastBeforeAsync(11));
        Assert.Equal(positions[2], await LastBeforeAsync(20));
        Assert.Equal(positions[3], await LastBeforeAsync(9999));
    }

    [Fact]
    public async Task The_oldest_are_forgotten_first_and_their_positions_are_never_given_again()
    {
        await AppendAtAsync(0, "a", "b", "c");
        await AppendAtAsync(10, "d");
        var before = await Log.ReadAsync(0, 10, default);

        Assert.Equal(0, await ForgetAsync(0, 10));
        Assert.Equal(2, await ForgetAsync(10, 2));
        Assert.Equal(before.Skip(2), await Log.ReadAsync(0, 10, default));
        Assert.Null(await Log.AtAsync(before[0].Position, default));
        Assert.Null(await Log.FindAsync("a", default));
        Assert.Equal(0, await LastBeforeAsync(0));
        Assert.Equal(before[2].Position, await LastBeforeAsync(5));

        Assert.Equal(1, await ForgetAsync(10, 10));
        Assert.Equal(1, await ForgetAsync(11, 10));
        Assert.Empty(await Log.ReadAsync(0, 10, default));
        Assert.Equal(before[^1].Position, await Log.LastAsync(default));
        Assert.Equal(0, await LastBeforeAsync(99));

        await AppendAtAsync(20, "e");
        var next = Assert.Single(await Log.ReadAsync(before[^1].Position, 10, default));
        Assert.True(next.Position > before[^1].Position);
        Assert.Equal(next.Position, await Log.LastAsync(default));
    }

    private static Instant At(int minutes) => StoredCases.Monday + Duration.FromMinutes(minutes);

    private async Task AppendAtAsync(int minutes, params string[] ids)
    {
        Clock.Now = At(minutes);
        await Log.AppendAsync([.. ids.Select(id => StoredWebhooks.Event(id))], default);
    }

    private Task<long> LastBeforeAsync(int minutes) => Log.LastBeforeAsync(At(minutes), default);

    private Task<int> ForgetAsync(int minutes, int limit) => Log.ForgetAsync(At(minutes), limit, default);
}
