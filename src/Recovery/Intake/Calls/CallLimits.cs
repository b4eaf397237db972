using NodaTime;

namespace Recovery.Intake.Calls;

/// <summary>How much is read of one call, and how much of it a case keeps.</summary>
public static class CallLimits
{
    /// <summary>Of a body.</summary>
    public const int Bytes = 16 * 1024 * 1024;

    /// <summary>Objects and lists inside each other.</summary>
    public const int Depth = 32;

    /// <summary>Phrases, sentences or cues of one call.</summary>
    public const int Lines = 20_000;

    /// <summary>Words that are listed one by one, as Amazon does.</summary>
    public const int Words = 400_000;

    /// <summary>Characters of the customer's own words that a complaint has as its description.</summary>
    public const int Description = 20_000;

    /// <summary>Characters of all lines that a case keeps; the whole is then kept as a file.</summary>
    public const int Kept = 60_000;

    /// <summary>Characters of a speaker's label.</summary>
    public const int Speaker = 100;

    /// <summary>Characters of the telephone system's id of a call.</summary>
    public const int CallId = 200;

    /// <summary>No call lasts longer; a time beyond it is a mistake.</summary>
    public static Duration Longest { get; } = Duration.FromDays(7);
}
