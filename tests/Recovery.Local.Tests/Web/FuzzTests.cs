using Recovery.Fuzzing;

namespace Recovery.Local.Tests.Web;

/// <summary>Whatever is uploaded: it is read or refused, soon, and within its memory. The command `fuzz` tries many more.</summary>
public sealed class FuzzTests
{
    private const int Inputs = 3_000;

    public static TheoryData<string> Parsers { get; } = new(WebParsers.All.Select(p => p.Name));

    [Theory]
    [MemberData(nameof(Parsers))]
    public void No_mutated_list_review_or_incident_gets_past_the_boundary(string name)
    {
        var result = FuzzRun.Run(WebParsers.All.Single(p => p.Name == name), firstSeed: 20261122, Inputs, slowest: null);
        Assert.Empty(result.Faults);
        Assert.True(result is { Read: > 0, Refused: > 0 }, $"{result}");
    }
}
