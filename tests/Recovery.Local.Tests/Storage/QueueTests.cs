using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Local.Storage;

namespace Recovery.Local.Tests.Storage;

public sealed class QueueTests : IAsyncDisposable
{
    private static readonly CaseQuery s_all = new() { Now = StoredCases.Monday };

    private readonly StoreOnDisk _disk = new();

    private SqliteCaseStore Store => _disk.Store;

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    [Fact]
    public async Task Pages_show_every_case_once_in_the_order_of_what_is_due()
    {
        // Three at a time are due at the same moment, so that pages end among equals.
        for (var n = 0; n < 50; n++)
            await Save(n, StoredCases.Monday + Duration.FromHours(n / 3));

        var seen = await Pages(s_all with { Limit = 7 });

        Assert.Equal(50, seen.Select(s => s.Id).Distinct().Count());
        Assert.Equal(50, seen.Count);
        Assert.Equal(seen.OrderBy(s => s.DueAt).ThenBy(s => s.Id.Value, StringComparer.Ordinal).Select(s => s.Id), seen.Select(s => s.Id));
    }

    [Fact]
    public async Task A_page_goes_on_where_the_last_one_ended_although_cases_come_and_go()
    {
        for (var n = 0; n < 10; n++)
            await Save(n, StoredCases.Monday + Duration.FromHours(n));
        var first = await Store.QueryAsync(s_all with { Limit = 5 }, default);

        await Save(100, StoredCases.Monday - Duration.FromHours(1));
        await Store.SaveAsync(Closed(StoredCases.Opened(2).Case), default);
        var second = await Store.QueryAsync(s_all with { Limit = 5, Cursor = first.Next }, default);

        Assert.Equal(Enumerable.Range(5, 5).Select(n => StoredCases.Opened(n).Case.Id), second.Cases.Select(c => c.Id));
    }

    [Fact]
    public async Task Closed_cases_come_last_and_can_be_asked_for_alone()
    {
        await Save(1, StoredCases.Monday);
        await Save(2, StoredCases.Monday + Duration.FromDays(30));
        await Store.SaveAsync(Closed(StoredCases.Opened(1).Case), default);

        Assert.Equal(["open", "closed"], (await Pages(s_all with { Limit = 1 })).Select(c => c.Status));
        Assert.Equal(StoredCases.Opened(1).Case.Id, Assert.Single((await Store.QueryAsync(s_all with { Statuses = ["closed"] }, default)).Cases).Id);
        Assert.Equal(StoredCases.Opened(2).Case.Id, Assert.Single((await Store.QueryAsync(s_all with { Statuses = ["open", "waiting"] }, default)).Cases).Id);
    }

    [Fact]
    public async Task Filters_hold_together()
    {
        await Save(1, StoredCases.Monday, s => s with { Owner = "tom", Category = "billing" });
        await Save(2, StoredCases.Monday, s => s with { Owner = "tom" });
        await Save(3, StoredCases.Monday, s => s with { Severity = "critical" });

        Assert.Equal(2, (await Store.QueryAsync(s_all with { Owner = "tom" }, default)).Cases.Count);
        Assert.Single((await Store.QueryAsync(s_all with { Owner = "tom", Category = "billing" }, default)).Cases);
        Assert.Single((await Store.QueryAsync(s_all with { Severity = "critical" }, default)).Cases);
        Assert.Empty((await Store.QueryAsync(s_all with { Owner = "tom", Severity = "critical" }, default)).Cases);
    }

    [Fact]
    public async Task Overdue_is_what_is_past_its_time_or_was_missed()
    {
        await Save(1, StoredCases.Monday - Duration.FromHours(1));
        await Save(2, StoredCases.Monday + Duration.FromHours(1));
        await Save(3, StoredCases.Monday + Duration.FromHours(2), s => s with { Missed = true });

        var overdue = await Store.QueryAsync(s_all with { Overdue = true }, default);
        var inTime = await Store.QueryAsync(s_all with { Overdue = false }, default);

        Assert.Equal([StoredCases.Opened(1).Case.Id, StoredCases.Opened(3).Case.Id], overdue.Cases.Select(c => c.Id));
        Assert.Equal(StoredCases.Opened(2).Case.Id, Assert.Single(inTime.Cases).Id);
    }

    [Fact]
    public async Task Escalated_cases_are_found_apart_from_the_others()
    {
        await Save(1, StoredCases.Monday);
        await Save(2, StoredCases.Monday, s => s with { Level = 2 });

        Assert.Equal(StoredCases.Opened(2).Case.Id, Assert.Single((await Store.QueryAsync(s_all with { Escalated = true }, default)).Cases).Id);
        Assert.Equal(StoredCases.Opened(1).Case.Id, Assert.Single((await Store.QueryAsync(s_all with { Escalated = false }, default)).Cases).Id);
    }

    [Fact]
    public async Task Words_find_a_case_by_their_beginnings_whatever_their_case_and_accents()
    {
        await Save(1, StoredCases.Monday, text: "Der Kühlschrank von Zoë ist undicht, 東京 und Ελλάδα");
        await Save(2, StoredCases.Monday, text: "Another complaint entirely");

        foreach (var text in new[] { "kuhl", "ZOE undicht", "undicht kühlschrank", "東京", "ΕΛΛΆΔΑ" })
            Assert.Equal(StoredCases.Opened(1).Case.Id, Assert.Single((await Store.QueryAsync(s_all with { Text = text }, default)).Cases).Id);
        Assert.Empty((await Store.QueryAsync(s_all with { Text = "kuhl entirely" }, default)).Cases);
    }

    [Fact]
    public async Task What_the_customer_adds_later_is_found_together_with_what_they_wrote_first()
    {
        await Save(1, StoredCases.Monday, text: "The kettle leaks");
        await Store.SaveAsync(StoredCases.Noted(StoredCases.Opened(1).Case) with { SearchText = "receipt attached" }, default);

        Assert.Single((await Store.QueryAsync(s_all with { Text = "kettle receipt" }, default)).Cases);
        Assert.Single((await Store.QueryAsync(s_all with { Text = "kettle" }, default)).Cases);
    }

    [Fact]
    public async Task A_reference_or_an_id_finds_its_case_however_it_is_typed()
    {
        await Save(1, StoredCases.Monday);
        await Save(2, StoredCases.Monday);
        var sought = StoredCases.Opened(1).Case;

        foreach (var text in new[] { sought.Reference, sought.Reference.ToLowerInvariant(), $"  {sought.Reference} ", sought.Reference.Replace("-", "", StringComparison.Ordinal), sought.Id.Value })
            Assert.Equal(sought.Id, Assert.Single((await Store.QueryAsync(s_all with { Text = text }, default)).Cases).Id);
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("a OR b")]
    [InlineData("NEAR(a b, 2)")]
    [InlineData("text:parcel")]
    [InlineData("-parcel ^late* (")]
    [InlineData("'; DROP TABLE cases; --")]
    [InlineData("*")]
    [InlineData("\0\u0001")]
    [InlineData("😀 \u202E")]
    [InlineData("\uD800 lone")]
    [InlineData("AND")]
    [InlineData("{parcel} + [late]")]
    public async Task Nothing_that_a_person_types_is_an_error(string text)
    {
        await Save(1, StoredCases.Monday);

        var page = await Store.QueryAsync(s_all with { Text = text }, default);

        Assert.Null(page.Next);
        Assert.NotEmpty((await Store.QueryAsync(s_all, default)).Cases);
    }

    [Fact]
    public async Task A_text_of_a_megabyte_is_searched_for_like_any_other()
    {
        await Save(1, StoredCases.Monday);

        Assert.Empty((await Store.QueryAsync(s_all with { Text = string.Concat(Enumerable.Repeat("words ", 170_000)) }, default)).Cases);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("MC8wL3g")]
    [InlineData("not base64 url !")]
    public async Task A_cursor_that_was_never_given_out_is_refused(string cursor) =>
        await Assert.ThrowsAsync<InvalidCursorException>(() => Store.QueryAsync(s_all with { Cursor = cursor }, default));

    private async Task Save(int number, Instant due, Func<CaseSummary, CaseSummary>? with = null, string text = "The parcel is late.")
    {
        var change = StoredCases.Opened(number, text, due);
        Assert.True(await Store.SaveAsync(change with { Summary = with?.Invoke(change.Summary) ?? change.Summary }, default));
    }

    private static CaseChange Closed(Case subject) => StoredCases.Changed(
        subject, new Closed(CloseManner.Staff, "x"), c => c with { Phase = new ClosedPhase(StoredCases.Monday, CloseManner.Staff, "x") });

    private async Task<List<CaseSummary>> Pages(CaseQuery query)
    {
        var seen = new List<CaseSummary>();
        for (string? cursor = null; ; query = query with { Cursor = cursor })
        {
            var page = await Store.QueryAsync(query, default);
            seen.AddRange(page.Cases);
            if ((cursor = page.Next) is null)
                return seen;
        }
    }
}
