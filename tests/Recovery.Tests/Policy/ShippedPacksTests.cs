using Recovery.Policy;

namespace Recovery.Tests.Policy;

public sealed class ShippedPacksTests
{
    public static TheoryData<string> Packs => [.. PolicyLoader.PackNames];

    [Theory]
    [MemberData(nameof(Packs))]
    public void Every_shipped_pack_loads_under_its_own_name(string name)
    {
        var (policy, faults) = PolicyLoader.Load(PolicyLoader.Pack(name)!);

        Assert.Empty(faults);
        Assert.Equal(name, policy!.Document.Name);
        Assert.Matches($"^{name}-[0-9]+-[0-9a-f]{{8}}$", policy.Id);
        Assert.Equal("./policy.schema.json", policy.Document.Schema);
    }

    [Theory]
    [MemberData(nameof(Packs))]
    public void The_stored_text_of_a_pack_gives_the_same_policy_again(string name)
    {
        var first = PolicyLoader.Load(PolicyLoader.Pack(name)!).Policy!;
        var again = PolicyLoader.Load(first.Json).Policy!;

        Assert.Equal(first.Id, again.Id);
        Assert.Equal(first.Json, again.Json);
    }

    [Fact]
    public void Comments_and_layout_are_not_part_of_a_policy_but_its_content_is()
    {
        var pack = PolicyLoader.Pack("seconds")!;
        var id = PolicyLoader.Load(pack).Policy!.Id;

        var commented = pack.Replace("\"version\": 1,", "/* the first */ \"version\":\n\n1, // and only", StringComparison.Ordinal);
        var trailing = pack.TrimEnd()[..^1].TrimEnd() + ",\n}";
        var changed = pack.Replace("Ann Agent", "Ann Other", StringComparison.Ordinal);

        Assert.Equal(id, IdOf(commented));
        Assert.Equal(id, IdOf(trailing));
        Assert.Equal(id, IdOf("\uFEFF" + pack));
        Assert.NotEqual(id, IdOf(changed));
    }

    [Fact]
    public void Critical_cases_of_the_default_pack_run_on_a_calendar_that_never_closes()
    {
        var policy = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;
        var christmas = NodaTime.Instant.FromUtc(2027, 12, 25, 3, 0);

        Assert.True(policy.CalendarFor("critical").IsOpen(christmas));
        Assert.False(policy.CalendarFor("normal").IsOpen(christmas));
        Assert.Equal("Europe/London", policy.Zone.Id);
    }

    private static string IdOf(string json)
    {
        var (policy, faults) = PolicyLoader.Load(json);
        Assert.Empty(faults);
        return policy!.Id;
    }
}
