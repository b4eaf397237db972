using System.Text;
using Recovery.Policy;

namespace Recovery.Intake;

/// <summary>How alike two complaints are in their words, whatever their language.</summary>
public static class Likeness
{
    private const int MostWords = 2_000;
    private const int HeaviestWord = 8;

    /// <returns>
    /// From 0 to 1: what both texts have of all that either has, each word once and counted by its length. So "my" and "the"
    /// weigh less than "parcel", without a list of such words for each language.
    /// </returns>
    public static double Of(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var (words, others) = (Words(a), Words(b));
        long both = 0, either = 0;
        foreach (var word in words)
        {
            either += Weight(word);
            both += others.Contains(word) ? Weight(word) : 0;
        }

        either += others.Where(w => !words.Contains(w)).Sum(w => (long)Weight(w));
        return either == 0 ? 0 : (double)both / either;
    }

    private static int Weight(string word) => Math.Min(word.Length, HeaviestWord);

    /// <summary>Where a script puts no space between words, two characters that follow each other: one alone says too little.</summary>
    private static HashSet<string> Words(string text)
    {
        var folded = FoldedText.Of(text);
        var words = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < folded.Count && words.Count < MostWords; i++)
        {
            var word = folded[i];
            if (word.IsEmpty)
                continue;
            if (!StandsAlone(word))
                words.Add(word.ToString());
            else if (i + 1 < folded.Count && StandsAlone(folded[i + 1]))
                words.Add(string.Concat(word, folded[i + 1]));
            else if (i == 0 || !StandsAlone(folded[i - 1]))
                words.Add(word.ToString());
        }

        return words;
    }

    private static bool StandsAlone(ReadOnlySpan<char> word) =>
        word.Length is 1 or 2 && !char.IsAscii(word[0]) && Rune.DecodeFromUtf16(word, out _, out var read) is System.Buffers.OperationStatus.Done && read == word.Length;
}
