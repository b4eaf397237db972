using Recovery.Cases;

namespace Recovery.Contracts;

/// <summary>What every <see cref="ICaseStore"/> keeps to when cases are saved and read.</summary>
public abstract partial class CaseStoreContract
{
    private static readonly CaseQuery s_all = new() { Now = StoredCases.Monday, Limit = 200 };

    protected abstract ICaseStore Store { get; }

    [Fact]
    public async Task What_was_saved_is_found_whole()
    {
        var change = StoredCases.Opened(1);

        Assert.True(await Store.SaveAsync(change, default));

        Assert.Equal(CaseJson.Write(change.Case), CaseJson.Write((await Store.LoadAsync(change.Case.Id, default))!));
        var work = await Store.LoadWorkAsync(change.Case.Id, default);
        Assert.Equal(CaseJson.Write(change.Case), CaseJson.Write(work!.Case));
        Assert.Equal(CaseJson.Write(change.Effects[0]), CaseJson.Write(Assert.Single(work.Effects).Effect));
        var history = await Store.HistoryAsync(change.Case.Id, default);
        Assert.Equal(change.Events.Select(CaseJson.Write), history.Select(CaseJson.Write));
        Assert.Equal(change.Summary, Assert.Single((await Store.QueryAsync(s_all, default)).Cases));
    }

    [Fact]
    public async Task Marks_of_a_case_come_with_the_list_and_change_with_the_case()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened with { Summary = opened.Summary with { Marks = [CaseMarks.Withheld, CaseMarks.Suspect] } }, default);
        Assert.Equal([CaseMarks.Withheld, CaseMarks.Suspect], Assert.Single((await Store.QueryAsync(s_all, default)).Cases).Marks);

        var noted = StoredCases.Noted(opened.Case);
        await Store.SaveAsync(noted with { Summary = noted.Summary with { Marks = [CaseMarks.Reached] } }, default);
        Assert.Equal([CaseMarks.Reached], Assert.Single((await Store.QueryAsync(s_all, default)).Cases).Marks);

        await Store.SaveAsync(StoredCases.Noted(noted.Case), default);
        Assert.Empty(Assert.Single((await Store.QueryAsync(s_all, default)).Cases).Marks);
    }

    [Fact]
    public async Task A_case_that_nobody_opened_is_not_there()
    {
        var id = CaseId.From("store", "nobody");

        Assert.Null(await Store.LoadAsync(id, default));
        Assert.Null(await Store.LoadWorkAsync(id, default));
        Assert.Empty(await Store.HistoryAsync(id, default));
        Assert.False(await Store.SaveAsync(StoredCases.Noted(StoredCases.Opened(1).Case), default));
        Assert.Null(await Store.NextWakeAsync(default));
        Assert.Empty((await Store.QueryAsync(s_all, default)).Cases);
    }

    /// <summary>H and L stand for the two halves of an emoji alone, which an attribute cannot hold; they come back as U+FFFD.</summary>
    [Theory]
    [InlineData("words over words, ", 200_000)]
    [InlineData("äöü ", 150_000)]
    [InlineData("😀", 60_000)]
    [InlineData("x😀", 60_000)]
    [InlineData("xx😀", 60_000)]
    [InlineData("\"<&'\\\n\t", 60_000)]
    [InlineData("half H of it ", 40_000)]
    [InlineData("LH", 40_001)]
    [InlineData("𝒜bc ", 100_000)]
    public async Task Long_texts_come_back_as_they_were(string piece, int length)
    {
        var text = string.Concat(Enumerable.Repeat(piece.Replace('H', '\uD83D').Replace('L', '\uDE00'), (length / piece.Length) + 1))[..length];
        var opened = StoredCases.Opened(1, text);
        opened = opened with
        {
            Effects = [new StaffAlert("long", opened.Case.Id, "maya", [], "s", text)],
            Summary = opened.Summary with { Excerpt = text[..160] },
        };

        Assert.True(await Store.SaveAsync(opened, default));

        var work = await Store.LoadWorkAsync(opened.Case.Id, default);
        Assert.Equal(Read(opened.Case), work!.Case.Complaint.Description);
        Assert.Equal(Read(opened.Case), Assert.IsType<StaffAlert>(Assert.Single(work.Effects).Effect).Body);
        Assert.Equal(Read(opened.Case), Assert.IsType<ComplaintReceived>((await Store.HistoryAsync(opened.Case.Id, default))[0]).Complaint.Description);
        Assert.StartsWith(Read(opened.Case)[..150], Assert.Single((await Store.QueryAsync(s_all, default)).Cases).Excerpt, StringComparison.Ordinal);

        // As JSON has it, which knows no half characters.
        static string Read(Case subject) => CaseJson.ReadCase(CaseJson.Write(subject)).Complaint.Description;
    }

    [Fact]
    public async Task The_same_complaint_delivered_by_many_at_once_is_one_case()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Store.SaveAsync(StoredCases.Opened(1), default)));

        Assert.Single(results, saved => saved);
        Assert.Equal(2, (await Store.HistoryAsync(StoredCases.Opened(1).Case.Id, default)).Count);
        Assert.Single((await Store.QueryAsync(s_all, default)).Cases);
    }

    [Fact]
    public async Task Of_two_staff_acting_at_once_one_wins_and_the_other_has_written_nothing()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);

        var results = await Task.WhenAll(
            Store.SaveAsync(StoredCases.Noted(opened.Case, "first"), default), Store.SaveAsync(StoredCases.Noted(opened.Case, "second"), default));

        Assert.Single(results, saved => saved);
        var history = await Store.HistoryAsync(opened.Case.Id, default);
        Assert.Equal(results[0] ? "first" : "second", Assert.IsType<Noted>(history[^1]).Text);
        Assert.Equal(3, history.Count);
    }

    [Fact]
    public async Task Many_who_save_and_try_again_after_a_conflict_all_get_through_once()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            while (true)
            {
                var work = await Store.LoadWorkAsync(opened.Case.Id, default);
                if (await Store.SaveAsync(StoredCases.Noted(work!.Case, $"{n}") with { Seen = work.Seen }, default))
                    return;
            }
        }));

        var history = await Store.HistoryAsync(opened.Case.Id, default);
        Assert.Equal(Enumerable.Range(1, 10), history.Select(e => e.Number));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7"], history.OfType<Noted>().Select(n => n.Text).Order(StringComparer.Ordinal));
        Assert.Equal(10, Assert.Single((await Store.QueryAsync(s_all, default)).Cases).Version);
    }

    [Fact]
    public async Task A_conflict_changes_neither_effects_nor_search()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);
        var late = StoredCases.Noted(opened.Case) with { ExpectedVersion = 1, Done = [opened.Effects[0].Id], SearchText = "zebra" };

        Assert.False(await Store.SaveAsync(late, default));

        Assert.Single((await Store.LoadWorkAsync(opened.Case.Id, default))!.Effects);
        Assert.Empty((await Store.QueryAsync(s_all with { Text = "zebra" }, default)).Cases);
        Assert.Equal(2, (await Store.LoadAsync(opened.Case.Id, default))!.Version);
    }

    /// <summary>A store without marks (<see cref="CaseWork.Seen"/> null) knows the version alone, and both saves go through one after the other.</summary>
    [Fact]
    public async Task A_save_that_makes_no_event_is_seen_by_whoever_read_before_it()
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);
        var (one, two) = (await Store.LoadWorkAsync(opened.Case.Id, default), await Store.LoadWorkAsync(opened.Case.Id, default));
        var settled = Quiet(one!) with { Done = [opened.Effects[0].Id] };

        Assert.True(await Store.SaveAsync(settled, default));

        Assert.Equal(two!.Seen is null, await Store.SaveAsync(Quiet(two), default));
        Assert.Equal(two.Seen is null, await Store.SaveAsync(StoredCases.Noted(two.Case) with { Seen = two.Seen }, default));
        Assert.Empty((await Store.LoadWorkAsync(opened.Case.Id, default))!.Effects);
    }

    [Fact]
    public async Task One_change_that_cannot_be_written_does_not_harm_those_beside_it()
    {
        var bad = StoredCases.Opened(13);
        bad = bad with { Events = [bad.Events[0], bad.Events[0]] };

        var saves = Enumerable.Range(0, 60).Select(n => n == 13 ? Store.SaveAsync(bad, default) : Store.SaveAsync(StoredCases.Opened(n), default)).ToList();

        await Assert.ThrowsAnyAsync<Exception>(() => saves[13]);
        Assert.All(await Task.WhenAll(saves.Where((_, n) => n != 13)), Assert.True);
        Assert.Null(await Store.LoadAsync(bad.Case.Id, default));
        Assert.Equal(59, (await Store.QueryAsync(s_all, default)).Cases.Count);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(150)]
    public async Task However_many_changes_are_saved_whole_or_refused_whole(int many)
    {
        var opened = StoredCases.Opened(1);
        await Store.SaveAsync(opened, default);
        var change = StoredCases.Noted(opened.Case) with
        {
            Effects = [.. Enumerable.Range(0, many).Select(n => new StaffAlert($"e{n}", opened.Case.Id, "maya", [], "s", "b"))],
            Done = [opened.Effects[0].Id],
            SearchText = "giraffe",
        };

        var refused = await Record.ExceptionAsync(async () => Assert.True(await Store.SaveAsync(change, default)));

        var isSaved = refused is null;
        Assert.True(isSaved || many > 100);
        Assert.Equal(isSaved ? 3 : 2, (await Store.LoadAsync(opened.Case.Id, default))!.Version);
        Assert.Equal(isSaved ? 3 : 2, (await Store.HistoryAsync(opened.Case.Id, default)).Count);
        Assert.Equal(
            isSaved ? change.Effects.Select(e => e.Id) : [opened.Effects[0].Id],
            (await Store.LoadWorkAsync(opened.Case.Id, default))!.Effects.Select(e => e.Effect.Id));
        Assert.Equal(isSaved ? 1 : 0, (await Store.QueryAsync(s_all with { Text = "giraffe" }, default)).Cases.Count);
    }
}
