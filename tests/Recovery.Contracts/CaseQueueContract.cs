using NodaTime;
using Recovery.Cases;

namespace Recovery.Contracts;

/// <summary>What every <see cref="ICaseStore"/> keeps to when it is asked for the queue.</summary>
/// <remarks>
/// No page is a snapshot of the next: a case whose due time changes between two pages may be seen on both or on none. What is
/// left alone is seen once.
/// </remarks>
public abstract class CaseQueueContract
{
    private static readonly CaseQuery s_all = new() { Now = StoredCases.Monday };

    protected abstract ICaseStore Store { get; }

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
    public async Task Three_hundred_cases_are_paged_and_filtered_and_searched_like_three()
    {
        var saves = Enumerable.Range(0, 300).Select(n => Save(
            n,
            StoredCases.Monday + Duration.FromMinutes(n / 4),
            s => s with { Owner = n % 3 == 0 ? "tom" : null, Severity = n % 10 == 0 ? "critical" : "normal" },
            $"Parcel of customer{n} to street{n % 2} is late{(n % 5 == 0 ? " and broken" : "")}")).ToList();
        await Task.WhenAll(saves);
        for (var n = 0; n < 300; n += 25)
            Assert.True(await Store.SaveAsync(StoredCases.Closed(StoredCases.Opened(n, $"Parcel of customer{n}").Case with { Owner = null }), default));

        var all = await Pages(s_all with { Limit = 37 });
        Assert.Equal(300, all.Select(c => c.Id).Distinct().Count());
        Assert.Equal(300, all.Count);
        Assert.Equal(InOrder(all), all.Select(c => c.Id));
        Assert.Equal(12, all.Count(c => c.Status == "closed"));

        var toms = await Pages(s_all with { Owner = "tom", Limit = 9 });
        Assert.Equal(all.Where(c => c.Owner == "tom").Select(c => c.Id), toms.Select(c => c.Id));
        var critical = await Pages(s_all with { Severity = "critical", Overdue = true, Now = StoredCases.Monday + Duration.FromMinutes(30), Limit = 2 });
        Assert.Equal(all.Where(c => c.Severity == "critical" && c.DueAt < StoredCases.Monday + Duration.FromMinutes(30)).Select(c => c.Id), critical.Select(c => c.Id));

        // So many have the word that they are picked out of the list; so few that they are fetched.
        var street = await Pages(s_all with { Text = "parcel street1", Limit = 20 });
        Assert.Equal(all.Where(c => c.Excerpt.Contains("street1", StringComparison.Ordinal) || IsNowClosedAndOdd(c)).Select(c => c.Id), street.Select(c => c.Id));
        var broken = await Pages(s_all with { Text = "BROKEN customer1", Statuses = ["open"], Limit = 3 });
        Assert.Equal(InOrder(broken), broken.Select(c => c.Id));
        Assert.Equal(
            Enumerable.Range(0, 300).Where(n => n % 5 == 0 && n % 25 != 0 && $"{n}".StartsWith('1')).Select(n => StoredCases.Opened(n).Case.Id.Value).Order(StringComparer.Ordinal),
            broken.Select(c => c.Id.Value).Order(StringComparer.Ordinal));

        static IEnumerable<CaseId> InOrder(IEnumerable<CaseSummary> cases) =>
            cases.OrderBy(c => c.Status == "closed").ThenBy(c => c.DueAt ?? Instant.MaxValue).ThenBy(c => c.Id.Value, StringComparer.Ordinal).Select(c => c.Id);
        static bool IsNowClosedAndOdd(CaseSummary c) => c.Status == "closed"
            && Enumerable.Range(0, 12).Any(k => k % 2 == 1 && StoredCases.Opened(k * 25).Case.Id == c.Id);
    }

    [Fact]
    public async Task Filters_hold_for_what_is_searched_too()
    {
        await Save(1, StoredCases.Monday - Duration.FromHours(1), s => s with { Owner = "tom", Level = 1 });
        await Save(2, StoredCases.Monday + Duration.FromHours(1), s => s with { Category = "billing" });
        await Save(3, StoredCases.Monday + Duration.FromHours(2), s => s with { Severity = "critical", Missed = true });
        var sought = s_all with { Text = "parcel" };

        foreach (var (query, number) in new[]
        {
            (sought with { Owner = "tom" }, 1), (sought with { Escalated = true }, 1), (sought with { Category = "billing" }, 2),
            (sought with { Overdue = false }, 2), (sought with { Severity = "critical" }, 3), (sought with { Overdue = true, Escalated = false }, 3),
        })
        {
            Assert.Equal(StoredCases.Opened(number).Case.Id, Assert.Single((await Store.QueryAsync(query, default)).Cases).Id);
        }

        Assert.Empty((await Store.QueryAsync(sought with { Statuses = ["closed"] }, default)).Cases);
        Assert.Equal([1, 2, 3], (await Pages(sought with { Limit = 1 })).Select(c => Array.IndexOf([.. Enumerable.Range(0, 4).Select(n => StoredCases.Opened(n).Case.Id)], c.Id)));
    }

    [Fact]
    public async Task An_open_case_with_nothing_due_comes_after_those_that_have_and_before_closed_ones()
    {
        await Save(1, StoredCases.Monday, s => s with { DueAt = null, DueWhat = null });
        await Save(2, StoredCases.Monday + Duration.FromDays(900));
        await Save(3, StoredCases.Monday);
        await Store.SaveAsync(StoredCases.Closed(StoredCases.Opened(3).Case), default);

        Assert.Equal([2, 1, 3], (await Pages(s_all with { Limit = 1 })).Select(c => Enumerable.Range(1, 3).Single(n => StoredCases.Opened(n).Case.Id == c.Id)));
        Assert.Empty((await Store.QueryAsync(s_all with { Overdue = true, Now = StoredCases.Monday + Duration.FromDays(800) }, default)).Cases);
    }

    [Theory]
    [InlineData("o'neil")]
    [InlineData("a/b\\c#d?e|f%20_g~h")]
    [InlineData("Ödön 😀\t")]
    [InlineData("")]
    public async Task An_owner_may_be_called_anything(string owner)
    {
        await Save(1, StoredCases.Monday, s => s with { Owner = owner });
        await Save(2, StoredCases.Monday, s => s with { Owner = owner + "x" });
        await Save(3, StoredCases.Monday, s => s with { Owner = null });

        var page = await Store.QueryAsync(s_all with { Owner = owner }, default);

        Assert.Equal((StoredCases.Opened(1).Case.Id, owner), page.Cases.Select(c => (c.Id, c.Owner)).Single());
    }

    [Fact]
    public async Task A_case_that_changes_hands_is_in_the_new_owners_list_alone()
    {
        await Save(1, StoredCases.Monday);
        await Store.SaveAsync(StoredCases.Changed(StoredCases.Opened(1).Case, new Assigned("tom", null, "x"), c => c with { Owner = "tom" }), default);

        Assert.Empty((await Store.QueryAsync(s_all with { Owner = "maya" }, default)).Cases);
        Assert.Equal(3, Assert.Single((await Store.QueryAsync(s_all with { Owner = "tom" }, default)).Cases).Version);
    }

    [Fact]
    public async Task A_case_that_is_closed_and_opened_again_is_in_each_list_once()
    {
        await Save(1, StoredCases.Monday);
        var closed = StoredCases.Closed(StoredCases.Opened(1).Case);
        await Store.SaveAsync(closed, default);
        await Store.SaveAsync(StoredCases.Changed(closed.Case, new Noted("again"), c => c with { Phase = new InProgress() }), default);

        Assert.Equal("open", Assert.Single((await Store.QueryAsync(s_all, default)).Cases).Status);
        Assert.Equal("open", Assert.Single((await Store.QueryAsync(s_all with { Owner = "maya" }, default)).Cases).Status);
        Assert.Empty((await Store.QueryAsync(s_all with { Statuses = ["closed"] }, default)).Cases);
    }

    [Fact]
    public async Task A_page_goes_on_where_the_last_one_ended_although_cases_come_and_go()
    {
        for (var n = 0; n < 10; n++)
            await Save(n, StoredCases.Monday + Duration.FromHours(n));
        var first = await Store.QueryAsync(s_all with { Limit = 5 }, default);

        await Save(100, StoredCases.Monday - Duration.FromHours(1));
        await Store.SaveAsync(StoredCases.Closed(StoredCases.Opened(2).Case), default);
        var second = await Store.QueryAsync(s_all with { Limit = 5, Cursor = first.Next }, default);

        Assert.Equal(Enumerable.Range(5, 5).Select(n => StoredCases.Opened(n).Case.Id), second.Cases.Select(c => c.Id));
    }

    [Fact]
    public async Task Closed_cases_come_last_and_can_be_asked_for_alone()
    {
        await Save(1, StoredCases.Monday);
        await Save(2, StoredCases.Monday + Duration.FromDays(30));
        await Store.SaveAsync(StoredCases.Closed(StoredCases.Opened(1).Case), default);

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
