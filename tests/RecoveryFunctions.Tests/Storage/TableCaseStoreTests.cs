using System.Collections.Immutable;
using Azure.Core;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Storage;

/// <summary>What is about Table Storage rather than about any store of cases.</summary>
[Collection(AzuriteTests.Name)]
public sealed class TableCaseStoreTests(AzuriteServer azurite) : IAsyncLifetime
{
    private readonly Line _line = new();
    private readonly World _world = new();
    private RecoveryTables _tables = null!;
    private TableApp _app = null!;

    public async Task InitializeAsync()
    {
        _tables = await azurite.NewTablesAsync(o => o.AddPolicy(new LinePolicy(_line), HttpPipelinePosition.PerRetry));
        _app = new TableApp(_tables, _world);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(98, true)]
    [InlineData(99, false)]
    public async Task A_transaction_takes_a_hundred_rows_and_more_are_refused_before_anything_is_sent(int effects, bool fits)
    {
        var opened = StoredCases.Opened(1);
        await _app.Store.SaveAsync(opened, default);
        var seen = (await _app.Store.LoadWorkAsync(opened.Case.Id, default))!.Seen;
        var change = StoredCases.Noted(opened.Case) with
        {
            Seen = seen,
            Effects = [.. Enumerable.Range(0, effects).Select(n => new StaffAlert($"e{n}", opened.Case.Id, "maya", [], "s", "b"))],
        };
        var before = _line.Calls;

        if (fits)
        {
            Assert.True(await _app.Store.SaveAsync(change, default));
            return;
        }

        var refused = await Assert.ThrowsAsync<ChangeTooLargeException>(() => _app.Store.SaveAsync(change, default));
        Assert.Contains("101 rows", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, _line.Calls);
    }

    [Fact]
    public async Task A_case_that_outgrows_a_row_is_refused_before_anything_is_sent()
    {
        var before = _line.Calls;

        await Assert.ThrowsAsync<ChangeTooLargeException>(() => _app.Store.SaveAsync(StoredCases.Opened(1, new string('x', 600_000)), default));
        await Assert.ThrowsAsync<ChangeTooLargeException>(() => _app.Store.SaveAsync(
            StoredCases.Opened(1) with { Effects = [.. Enumerable.Range(0, 30).Select(n => new StaffAlert($"e{n}", StoredCases.Opened(1).Case.Id, "m", [], "s", new string('"', 30_000)))] },
            default));

        Assert.Equal(before, _line.Calls);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(LongText.Most)]
    [InlineData(LongText.Most + 1)]
    [InlineData((3 * LongText.Most) - 1)]
    public async Task A_text_is_split_between_characters_never_within_one(int length)
    {
        foreach (var text in new[] { new string('x', length), string.Concat(Enumerable.Repeat("😀", length / 2)), "x" + string.Concat(Enumerable.Repeat("😀", length / 2)) })
        {
            var row = new TableEntity("p", $"{length}");
            LongText.Write(row, "Text", text);
            await _tables.Cases.UpsertEntityAsync(row, TableUpdateMode.Replace);

            var read = (await _tables.Cases.GetEntityAsync<TableEntity>("p", $"{length}")).Value;

            Assert.Equal(text, LongText.Read(read, "Text"));
            foreach (var part in read.Keys.Where(k => k.StartsWith("Text", StringComparison.Ordinal)).Select(k => read.GetString(k)!))
            {
                Assert.InRange(part.Length, 0, LongText.Most);
                Assert.False(part.Length > 0 && (char.IsLowSurrogate(part[0]) || char.IsHighSurrogate(part[^1])));
            }
        }
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_holds_up_no_mail_and_is_written_later_in_order()
    {
        await LifeStory.Steps[0].Run(_app, _world);
        _world.FiguresFail = true;
        await Assert.ThrowsAsync<IOException>(() => _app.Rounds.RunAsync(LifeStory.Id, default));
        foreach (var step in LifeStory.Steps.Where(s => s.Name is "close" or "reopen" or "close again"))
            await step.Run(_app, _world);
        await Assert.ThrowsAsync<IOException>(() => _app.Rounds.RunAsync(LifeStory.Id, default));

        Assert.Contains(_world.Ran, e => e is CustomerEmail { Kind: MessageKind.Acknowledgement });
        Assert.Empty(_world.Counted);
        var logged = (await _app.Log.ReadAsync(0, 100, default)).Select(e => e.Event.Id).ToList();
        Assert.NotEmpty(logged);
        _world.FiguresFail = false;
        await _app.Rounds.RunAsync(LifeStory.Id, default);
        await _app.Rounds.RunAsync(LifeStory.Id, default);

        var numbers = _world.CountedInOrder.Select(id => int.Parse(id.Split('-')[1])).ToList();
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(_world.CountedInOrder.Distinct(StringComparer.Ordinal), _world.CountedInOrder);
        Assert.Equal(["outcome", "withdrawn", "outcome"], _world.CountedInOrder.Where(id => id.Contains("outcome", StringComparison.Ordinal)).Select(id => id.Split('-')[^1]));
        Assert.Empty((await _app.Cases.ReadAsync(LifeStory.Id, default))!.Unapplied);
        Assert.Equal(logged, (await _app.Log.ReadAsync(0, 100, default)).Take(logged.Count).Select(e => e.Event.Id));
    }

    [Fact]
    public async Task What_is_to_be_counted_is_read_in_the_order_in_which_it_was_made()
    {
        var opened = StoredCases.Opened(1);
        var id = opened.Case.Id;
        await _app.Store.SaveAsync(opened with { Effects = [new WithdrawOutcome("x-9-b", id), new WithdrawOutcome("x-10-a", id)] }, default);
        await _app.Store.SaveAsync(StoredCases.Changed(opened.Case, new Noted("x"), null, new WithdrawOutcome("x-2-c", id)), default);

        Assert.Equal(["x-9-b", "x-10-a", "x-2-c"], (await _app.Cases.ReadAsync(id, default))!.Unapplied.Select(f => f.Id));
    }

    [Fact]
    public async Task A_case_with_something_to_count_and_nothing_else_to_do_is_woken_for_it()
    {
        var opened = StoredCases.Opened(1);
        await _app.Store.SaveAsync(opened, default);
        var closed = StoredCases.Closed(opened.Case);
        await _app.Store.SaveAsync(closed with { Effects = [new CountStatistics("c", opened.Case.Id, new LocalDate(2026, 11, 23), ["closed"])] }, default);

        Assert.Equal([opened.Case.Id], await _app.Store.DueAsync(StoredCases.Monday, 10, default));
    }

    [Fact]
    public async Task Who_cannot_be_nudged_is_found_by_the_sweeper_and_the_caller_never_knows()
    {
        _world.NudgesFail = true;

        await LifeStory.Steps[0].Run(_app, _world);

        Assert.Empty(_world.Nudged);
        Assert.Equal([LifeStory.Id], (await _app.Unwoken.FindAsync(_world.Now + Duration.FromMinutes(1), 10, default)).Select(c => c.Id));
    }

    [Fact]
    public async Task A_complaint_that_comes_twice_nudges_once()
    {
        await LifeStory.Steps[0].Run(_app, _world);
        await LifeStory.Steps[0].Run(_app, _world);

        Assert.Single(_world.Nudged);
        await IndexRows.AssertAgreeAsync(_app, _tables, LifeStory.Id);
    }

    [Fact]
    public async Task What_was_announced_and_never_saved_is_forgotten_once_nobody_can_still_be_saving_it()
    {
        var id = CaseId.From("announced", "1");
        await _app.Index.AnnounceAsync(id, 0, _world.Now, default);
        _world.Now += Duration.FromMinutes(2);

        Assert.Equal(_world.Now - Duration.FromMinutes(2), Assert.Single(await _app.Unwoken.FindAsync(_world.Now, 10, default)).Since);
        Assert.False(await _app.Unwoken.RepairAsync(id, default));
        Assert.Single(await _app.Unwoken.FindAsync(_world.Now, 10, default));

        _world.Now += Duration.FromMinutes(9);
        Assert.False(await _app.Unwoken.RepairAsync(id, default));
        Assert.Empty(await _app.Unwoken.FindAsync(_world.Now, 10, default));
    }

    [Fact]
    public async Task The_longest_unwoken_come_first_whether_due_or_announced()
    {
        await _app.Store.SaveAsync(StoredCases.Opened(2), default);
        await _app.Store.SaveAsync(StoredCases.Opened(5), default);
        var announced = CaseId.From("announced", "1");
        await _app.Index.AnnounceAsync(announced, 0, StoredCases.Monday + Duration.FromHours(3), default);

        ImmutableArray<CaseId> expected = [StoredCases.Opened(2).Case.Id, announced, StoredCases.Opened(5).Case.Id];
        var found = await _app.Unwoken.FindAsync(StoredCases.Monday + Duration.FromHours(6), 10, default);
        Assert.Equal(expected, found.Select(c => c.Id));
        Assert.Equal(expected[..2], (await _app.Unwoken.FindAsync(StoredCases.Monday + Duration.FromHours(6), 2, default)).Select(c => c.Id));
        Assert.Equal(expected[..1], (await _app.Unwoken.FindAsync(StoredCases.Monday + Duration.FromHours(3), 10, default)).Select(c => c.Id));
    }

    [Theory]
    [InlineData("plain-1.2", "plain-1.2")]
    [InlineData("a/b", "a_002Fb")]
    [InlineData("_|é", "_005F_007C_00E9")]
    public void Keys_hold_letters_and_digits_alone(string text, string key) => Assert.Equal(key, RowKeys.Safe(text));

    [Fact]
    public void A_mark_is_read_as_it_was_written()
    {
        foreach (var place in new[] { new IndexPlace(3, false, long.MaxValue, "a\nb", null), new IndexPlace(12, true, 5, null, 7), new IndexPlace(1, true, 5, "", 7) })
        {
            var mark = new CaseMark(4, new Azure.ETag("W/\"datetime'2026'\""), place);
            Assert.Equal(mark, CaseMark.Parse(mark.ToSeen()));
        }

        Assert.Throws<FormatException>(() => CaseMark.Parse("7"));
    }
}
