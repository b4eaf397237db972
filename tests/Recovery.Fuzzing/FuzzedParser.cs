namespace Recovery.Fuzzing;

/// <summary>A parser that reads what comes from outside. It may refuse with an exception named Unreadable..., and throw nothing else.</summary>
/// <param name="Name">What the command calls it.</param>
/// <param name="Files">Its good inputs: a folder or a pattern under tests/Recovery.Tests/Intake, such as <c>Mail/*.eml</c>.</param>
public sealed record FuzzedParser(string Name, string Files, Action<ReadOnlyMemory<byte>> Read)
{
    /// <summary>Words of the format, which are put in where chance would hardly write them.</summary>
    public string[] Tokens { get; init; } = [];

    /// <summary>How many bytes it may ask for in all while it reads an input of so many bytes: more than it ever holds at once.</summary>
    public Func<long, long> MemoryBound { get; init; } = length => (8L * 1024 * 1024) + (100 * length);
}
