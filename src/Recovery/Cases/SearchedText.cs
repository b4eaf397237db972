using System.Text.RegularExpressions;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>What a person types to find a case, and what a case is found by.</summary>
public static partial class SearchedText
{
    private const int LongestWord = 64;

    /// <summary>The words of a text in lower case without accents, each once, in the order of the text; longer ones cut to 64 characters.</summary>
    public static IReadOnlyList<string> Words(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = FoldedText.Of(text);
        var (words, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < folded.Count && words.Count < most; i++)
        {
            var word = folded[i].Length > LongestWord ? folded[i][..LongestWord] : folded[i];
            if (!word.IsEmpty && seen.Add(word.ToString()))
                words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>The ten characters that an id begins with, of a reference however it is typed; null for any other text.</summary>
    public static string? StartOfId(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // O, I and L are read as Crockford's base32 has them.
        return Reference().Match(text.ToUpperInvariant()) is { Success: true } reference
            ? string.Concat(reference.Groups["first"].Value, reference.Groups["second"].Value).Replace('O', '0').Replace('I', '1').Replace('L', '1').ToLowerInvariant()
            : null;
    }

    [GeneratedRegex("^RC-?(?<first>[0-9A-Z]{5})-?(?<second>[0-9A-Z]{5})$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
