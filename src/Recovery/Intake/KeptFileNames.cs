namespace Recovery.Intake;

/// <summary>Places and names of <see cref="IKeptFiles"/>, which come from addresses that anybody may type.</summary>
public static class KeptFileNames
{
    private const int Longest = 100;

    public static bool IsOne(string? name) => name is { Length: > 0 and <= Longest } && name.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c));

    /// <exception cref="ArgumentException">It is none, and could lead out of its place.</exception>
    public static string Checked(string name) => IsOne(name) ? name : throw new ArgumentException("must be lower-case letters and digits", nameof(name));
}
