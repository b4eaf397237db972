using Recovery.Fuzzing;

namespace Recovery.Tests.Intake;

/// <summary>Whatever arrives: a parser reads it or calls it unreadable, soon, and within its memory. The command `fuzz` tries many more.</summary>
public sealed class FuzzTests
{
    private const int Inputs = 3_000;

    public static TheoryData<string> Parsers { get; } = new(FuzzedParsers.All.Select(p => p.Name));

    [Theory]
    [MemberData(nameof(Parsers))]
    public void No_mutated_input_gets_past_the_boundary(string name)
    {
        var parser = FuzzedParsers.All.Single(p => p.Name == name);
        var result = FuzzRun.Run(parser, firstSeed: 20261122, Inputs, slowest: null);
        Assert.Empty(result.Faults);
        Assert.Equal(Inputs, result.Read + result.Refused);
        Assert.True(result.Read > 0, $"{name} refused all {Inputs} inputs: none got far enough to try anything");
    }
}
