using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Recovery.Policy;

/// <summary>Finds many keywords in one pass over a text; the time grows with the text, hardly with the keywords.</summary>
internal sealed class KeywordIndex
{
    private const int LongestShown = 40;

    /// <summary>What a keyword says by its hundredth place it has said before; hostile text is not worth more.</summary>
    private const int MostPlaces = 100;

    private readonly FrozenDictionary<string, Keyword[]>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly FrozenDictionary<string, Keyword[]>.AlternateLookup<ReadOnlySpan<char>> _beginnings;
    private readonly FrozenDictionary<char, int[]> _lengths;
    private readonly FrozenDictionary<string, int> _ids;

    public KeywordIndex(IEnumerable<string> keywords)
    {
        var known = keywords.Distinct(StringComparer.Ordinal).Select((text, id) => Keyword.Read(text, id)).ToArray();
        _ids = known.ToFrozenDictionary(k => k.Text, k => k.Id);
        _exact = ByFirstWord(known.Where(k => k.Words.Length > 1 || !k.AnyEnding));
        var beginnings = known.Where(k => k.Words.Length == 1 && k.AnyEnding).ToArray();
        _beginnings = ByFirstWord(beginnings);
        _lengths = beginnings.GroupBy(k => k.Words[0][0])
            .ToFrozenDictionary(g => g.Key, g => g.Select(k => k.Words[0].Length).Distinct().Order().ToArray());
    }

    public int IdOf(string keyword) => _ids[keyword];

    /// <summary>The first hundred places where a keyword stands, by keyword id, in the order of the text; null where none does.</summary>
    public IReadOnlyList<Found>?[] Find(FoldedText text)
    {
        var found = new List<Found>?[_ids.Count];
        for (var at = 0; at < text.Count; at++)
        {
            var word = text[at];
            if (_exact.TryGetValue(word, out var keywords))
                Mark(found, keywords, text, at);
            if (!_lengths.TryGetValue(word[0], out var lengths))
                continue;
            foreach (var length in lengths)
            {
                if (length > word.Length)
                    break;
                if (_beginnings.TryGetValue(word[..length], out keywords))
                    Mark(found, keywords, text, at);
            }
        }

        return found;
    }

    private static void Mark(List<Found>?[] found, Keyword[] keywords, FoldedText text, int at)
    {
        foreach (var keyword in keywords)
        {
            if (found[keyword.Id] is not { Count: >= MostPlaces } && keyword.StandsAt(text, at))
                (found[keyword.Id] ??= []).Add(new(text, at, keyword.Words.Length));
        }
    }

    private static FrozenDictionary<string, Keyword[]>.AlternateLookup<ReadOnlySpan<char>> ByFirstWord(IEnumerable<Keyword> keywords) =>
        keywords.GroupBy(k => k.Words[0]).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Why a keyword can never be found; null when it can.</summary>
    public static string? FaultOf(string keyword)
    {
        if (keyword.AsSpan().TrimEnd()[..^(keyword.AsSpan().TrimEnd().EndsWith("*") ? 1 : 0)].Contains('*'))
            return "has a * that is not at its end; only the end may be left open.";
        if (FoldedText.Of(keyword).Count == 0)
            return "has no letter and no digit, so it can never be found.";
        return keyword.AsSpan().TrimEnd() is [.., not '*', '*'] and [.., var before, _] && !char.IsLetterOrDigit(before)
            ? "has a * that does not follow a word."
            : null;
    }

    /// <summary>A place of a keyword in a text.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Found(FoldedText Text, int First, int Count)
    {
        public bool LiesIn(Found other) => ReferenceEquals(Text, other.Text) && First >= other.First && First + Count <= other.First + other.Count;

        /// <summary>As the customer wrote it, on one line.</summary>
        public string Shown => Messages.Words.Cut(Messages.MarkdownValue.SingleLine(Text.Written(First, Count).ToString()), LongestShown).ToString();
    }

    private sealed record Keyword(int Id, string Text, string[] Words, bool AnyEnding)
    {
        public static Keyword Read(string text, int id)
        {
            var folded = FoldedText.Of(text);
            var words = Enumerable.Range(0, folded.Count).Select(i => folded[i].ToString()).ToArray();
            return new(id, text, words, text.AsSpan().TrimEnd().EndsWith("*"));
        }

        public bool StandsAt(FoldedText text, int at)
        {
            if (at + Words.Length > text.Count)
                return false;
            for (var i = 0; i < Words.Length; i++)
            {
                var open = AnyEnding && i == Words.Length - 1;
                var word = text[at + i];
                if (open ? !word.StartsWith(Words[i]) : !word.SequenceEqual(Words[i]))
                    return false;
            }

            return true;
        }
    }
}
