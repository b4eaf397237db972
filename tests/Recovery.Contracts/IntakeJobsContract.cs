using NodaTime;
using Recovery.Cases;
using Recovery.Intake;

namespace Recovery.Contracts;

/// <summary>What every <see cref="IIntakeJobs"/> keeps to.</summary>
public abstract class IntakeJobsContract
{
    protected abstract IIntakeJobs Jobs { get; }

    [Fact]
    public async Task A_job_that_nobody_gave_is_not_there()
    {
        Assert.Null(await Jobs.FindAsync("none", default));
        Assert.Empty(await Jobs.WaitingAsync("none", 1, 10, default));
        Assert.Empty(await Jobs.ListAsync(10, default));
    }

    [Fact]
    public async Task What_was_given_waits_whole_and_in_order()
    {
        var words = new string('ä', 40_000) + "😀";
        var items = Items(3).Select(i => i.Number == 2 ? i with { Document = words } : i).Reverse().ToList();

        await Jobs.AddAsync(Job("a", 3), items, default);

        Assert.Equal(items.OrderBy(i => i.Number), await Jobs.WaitingAsync("a", 1, 10, default));
        var progress = (await Jobs.FindAsync("a", default))!;
        Assert.Equal((Job("a", 3), 0, 0, false), (progress.Job, progress.Opened, progress.Refused, progress.IsDone));
        Assert.Empty(progress.Refusals);
        Assert.Equal([Job("a", 3)], await Jobs.ListAsync(10, default));
    }

    [Fact]
    public async Task The_same_job_given_twice_stays_as_it_is()
    {
        await Jobs.AddAsync(Job("a", 3), Items(3), default);
        await Jobs.SettleAsync("a", [Opened(1)], default);

        await Jobs.AddAsync(Job("a", 3) with { Title = "another" }, Items(3), default);

        Assert.Equal([2, 3], (await Jobs.WaitingAsync("a", 1, 10, default)).Select(i => i.Number));
        Assert.Equal(Job("a", 3), (await Jobs.FindAsync("a", default))!.Job);
        Assert.Single(await Jobs.ListAsync(10, default));
    }

    [Fact]
    public async Task The_same_job_given_by_many_at_once_is_one_job_that_comes_to_its_end()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Jobs.AddAsync(Job("a", 60), Items(60), default)));

        await Jobs.SettleAsync("a", [.. (await Jobs.WaitingAsync("a", 1, 100, default)).Select(i => Opened(i.Number))], default);

        Assert.True((await Jobs.FindAsync("a", default))!.IsDone);
        Assert.Empty(await Jobs.WaitingAsync("a", 1, 100, default));
        Assert.Single(await Jobs.ListAsync(10, default));
    }

    [Fact]
    public async Task What_was_settled_waits_no_more_and_is_counted()
    {
        await Jobs.AddAsync(Job("a", 4), Items(4), default);

        await Jobs.SettleAsync("a", [Opened(2), Refused(3)], default);

        Assert.Equal([1, 4], (await Jobs.WaitingAsync("a", 1, 10, default)).Select(i => i.Number));
        Assert.Equal([4], (await Jobs.WaitingAsync("a", 2, 10, default)).Select(i => i.Number));
        var progress = (await Jobs.FindAsync("a", default))!;
        Assert.Equal((1, 1, false), (progress.Opened, progress.Refused, progress.IsDone));
        Assert.Equal(Refused(3), Assert.Single(progress.Refusals));
    }

    [Fact]
    public async Task Settled_twice_it_is_counted_once_and_the_first_outcome_stands()
    {
        await Jobs.AddAsync(Job("a", 2), Items(2), default);
        await Jobs.SettleAsync("a", [Opened(1)], default);

        await Jobs.SettleAsync("a", [Opened(1)], default);
        await Jobs.SettleAsync("a", [Refused(1), Refused(2)], default);

        var progress = (await Jobs.FindAsync("a", default))!;
        Assert.Equal((1, 1, true), (progress.Opened, progress.Refused, progress.IsDone));
        Assert.Empty(await Jobs.WaitingAsync("a", 1, 10, default));
    }

    [Fact]
    public async Task Two_who_settle_the_same_items_at_once_count_each_once()
    {
        await Jobs.AddAsync(Job("a", 60), Items(60), default);

        await Task.WhenAll(
            Jobs.SettleAsync("a", [.. Enumerable.Range(1, 60).Select(Opened)], default),
            Jobs.SettleAsync("a", [.. Enumerable.Range(1, 60).Select(Opened)], default),
            Jobs.SettleAsync("a", [.. Enumerable.Range(1, 30).Select(Opened)], default));

        var progress = (await Jobs.FindAsync("a", default))!;
        Assert.Equal((60, 0), (progress.Opened, progress.Refused));
        Assert.Empty(await Jobs.WaitingAsync("a", 1, 100, default));
    }

    [Fact]
    public async Task Who_crashes_in_the_middle_leaves_the_rest_waiting_for_the_next()
    {
        await Jobs.AddAsync(Job("a", 5), Items(5), default);
        // The first worker had opened 1 to 3 and told of 1 and 2 alone.
        await Jobs.SettleAsync("a", [Opened(1), Opened(2)], default);

        var again = await Jobs.WaitingAsync("a", 1, 10, default);
        await Jobs.SettleAsync("a", [.. again.Select(i => Opened(i.Number))], default);

        Assert.Equal([3, 4, 5], again.Select(i => i.Number));
        var progress = (await Jobs.FindAsync("a", default))!;
        Assert.Equal((5, true), (progress.Opened, progress.IsDone));
    }

    [Fact]
    public async Task Ten_thousand_items_are_walked_in_pages_and_all_settled()
    {
        const int Many = 10_000;
        await Jobs.AddAsync(Job("a", Many), Items(Many), default);

        var seen = new List<int>();
        while (await Jobs.WaitingAsync("a", seen.LastOrDefault() + 1, 1000, default) is { Count: > 0 } page)
            seen.AddRange(page.Select(i => i.Number));
        Assert.Equal(Enumerable.Range(1, Many), seen);

        await Jobs.SettleAsync("a", [.. seen.Select(n => n <= 1_200 ? Refused(n) : Opened(n))], default);

        var progress = (await Jobs.FindAsync("a", default))!;
        Assert.Equal((Many - 1_200, 1_200, true), (progress.Opened, progress.Refused, progress.IsDone));
        Assert.Equal(Enumerable.Range(1, 1000), progress.Refusals.Select(r => r.Number));
        Assert.Empty(await Jobs.WaitingAsync("a", 1, 10, default));
    }

    [Fact]
    public async Task Jobs_are_listed_the_newest_first_and_keep_their_items_apart()
    {
        foreach (var number in Enumerable.Range(1, 4))
            await Jobs.AddAsync(Job($"job{number}", 1) with { StartedAt = StoredCases.Monday + Duration.FromHours(number) }, Items(1), default);
        await Jobs.SettleAsync("job2", [Opened(1)], default);

        Assert.Equal(["job4", "job3", "job2"], (await Jobs.ListAsync(3, default)).Select(j => j.Id));
        Assert.Single(await Jobs.WaitingAsync("job1", 1, 10, default));
        Assert.Empty(await Jobs.WaitingAsync("job2", 1, 10, default));
    }

    private static IntakeJob Job(string id, int total) => new(id, "import", "complaints of May.csv", StoredCases.Monday, total);

    private static List<IntakeJobItem> Items(int many) =>
        [.. Enumerable.Range(1, many).Select(n => new IntakeJobItem(n, CaseId.From("import", $"{n}"), $$"""{"row":{{n}}}"""))];

    private static IntakeJobOutcome Opened(int number) => new(number, CaseId.From("import", $"{number}"), null);

    private static IntakeJobOutcome Refused(int number) => new(number, null, "email: is no address");
}
