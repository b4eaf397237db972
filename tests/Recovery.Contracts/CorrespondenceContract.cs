using NodaTime;
using Recovery.Cases;
using Recovery.Intake;

namespace Recovery.Contracts;

/// <summary>What every <see cref="ICorrespondence"/> keeps to.</summary>
public abstract class CorrespondenceContract
{
    private static readonly Instant s_monday = StoredCases.Monday;
    private static readonly CaseId s_first = CaseId.From("email", "first");
    private static readonly CaseId s_second = CaseId.From("email", "second");

    protected abstract ICorrespondence Correspondence { get; }

    [Fact]
    public async Task A_message_that_nobody_remembers_has_no_case()
    {
        Assert.Null(await Correspondence.CaseOfAsync(["a@example.org"], default));
        Assert.Null(await Correspondence.CaseOfAsync([], default));
    }

    [Fact]
    public async Task The_first_case_of_a_message_stands()
    {
        Assert.Equal(s_first, await Correspondence.RememberAsync("a@example.org", s_first, default));
        Assert.Equal(s_first, await Correspondence.RememberAsync("a@example.org", s_second, default));
        Assert.Equal(s_first, await Correspondence.RememberAsync("a@example.org", s_first, default));

        Assert.Equal(s_first, await Correspondence.CaseOfAsync(["a@example.org"], default));
    }

    [Fact]
    public async Task Of_many_who_remember_a_message_at_once_all_are_told_the_same_case()
    {
        var told = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Correspondence.RememberAsync("a@example.org", CaseId.From("email", $"{n}"), default)));

        var only = Assert.Single(told.Distinct());
        Assert.Equal(only, await Correspondence.CaseOfAsync(["a@example.org"], default));
    }

    [Fact]
    public async Task Of_several_messages_the_first_that_is_known_tells_the_case()
    {
        await Correspondence.RememberAsync("late@example.org", s_second, default);
        await Correspondence.RememberAsync("early@example.org", s_first, default);
        string[] strangers = [.. Enumerable.Range(0, 20).Select(n => $"{n}@elsewhere.example")];

        Assert.Equal(s_first, await Correspondence.CaseOfAsync([.. strangers, "early@example.org", "late@example.org"], default));
        Assert.Equal(s_second, await Correspondence.CaseOfAsync(["late@example.org", .. strangers, "early@example.org"], default));
    }

    [Theory]
    [InlineData("a/b\\c#d?e%f'g\"h|i@example.org")]
    [InlineData("ä東😀@example.org")]
    [InlineData("A@Example.org")]
    public async Task A_message_id_may_hold_anything_and_is_no_other(string id)
    {
        await Correspondence.RememberAsync(id, s_first, default);

        Assert.Equal(s_first, await Correspondence.CaseOfAsync([id], default));
        Assert.Null(await Correspondence.CaseOfAsync([id[1..]], default));
    }

    [Fact]
    public async Task A_customers_cases_are_found_by_any_key_the_newest_first_and_each_once()
    {
        await Correspondence.RememberCustomerAsync(["email:ann@example.org", "phone:301234567"], s_first, s_monday, default);
        await Correspondence.RememberCustomerAsync(["email:ann@example.org"], s_second, s_monday + Duration.FromHours(1), default);
        await Correspondence.RememberCustomerAsync(["email:bob@example.org"], CaseId.From("email", "bob"), s_monday, default);

        Assert.Equal([s_second, s_first], await FindAsync("email:ann@example.org", "phone:301234567"));
        Assert.Equal([s_first], await FindAsync("phone:301234567"));
        Assert.Empty(await FindAsync("customer:C-1"));
        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task A_case_remembered_again_is_there_once()
    {
        for (var times = 0; times < 3; times++)
            await Correspondence.RememberCustomerAsync(["email:ann@example.org"], s_first, s_monday, default);

        Assert.Equal([s_first], await FindAsync("email:ann@example.org"));
    }

    [Fact]
    public async Task Cases_from_before_are_left_out_and_of_many_the_newest_come()
    {
        var cases = Enumerable.Range(0, 30).Select(n => CaseId.From("email", $"{n}")).ToList();
        foreach (var (number, id) in cases.Index())
            await Correspondence.RememberCustomerAsync(["email:ann@example.org"], id, s_monday + Duration.FromMinutes(number), default);

        Assert.Equal(cases[20..].AsEnumerable().Reverse(), await Correspondence.CasesOfCustomerAsync(["email:ann@example.org"], s_monday, 10, default));
        Assert.Equal([cases[29], cases[28]], await Correspondence.CasesOfCustomerAsync(["email:ann@example.org"], s_monday + Duration.FromMinutes(28), 10, default));
    }

    private Task<IReadOnlyList<CaseId>> FindAsync(params string[] keys) => Correspondence.CasesOfCustomerAsync(keys, Instant.FromUtc(2026, 1, 1, 0, 0), 10, default);
}
