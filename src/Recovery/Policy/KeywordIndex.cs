using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Recovery.Policy;

/// <summary>Finds many keywords in one pass over a text; the time grows with the text, hardly with the keywords.</summary>
internal sealed class KeywordIndex
{
    private const string Gap = "...";
    private const int WidestGap = 4;
    private const int LongestShown = 60;

    /// <summary>What a keyword says by its hundredth place it has said before; hostile text is not worth more.</summary>
    private const int MostPlaces = 100;

    private readonly FrozenDictionary<string, Keyword[]>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly FrozenDictionary<string, Keyword[]>.AlternateLookup<ReadOnlySpan<char>> _beginnings;
    private readonly FrozenDictionary<char, int[]> _lengths;
    private readonly FrozenDictionary<string, int> _ids;
    private readonly Dictionary<IReadOnlyList<string>, int[]> _lists = new(ReferenceEqualityComparer.Instance);

    /// <param name="lists">Keywords as the rules list them.</param>
    public KeywordIndex(IReadOnlyCollection<IReadOnlyList<string>> lists)
    {
        var known = lists.SelectMany(l => l).Distinct(StringComparer.Ordinal).Select((text, id) => Keyword.Read(text, id)).ToArray();
        _ids = known.ToFrozenDictionary(k => k.Text, k => k.Id);
        _exact = ByFirstWord(known.Where(k => !k.Words[0].AnyEnding));
        var beginnings = known.Where(k => k.Words[0].AnyEnding).ToArray();
        _beginnings = ByFirstWord(beginnings);
        _lengths = beginnings.GroupBy(k => k.Words[0].Text[0])
            .ToFrozenDictionary(g => g.Key, g => g.Select(k => k.Words[0].Text.Length).Distinct().Order().ToArray());
        foreach (var list in lists)
            _lists[list] = [.. list.Select(k => _ids[k])];
    }

    public int IdOf(string keyword) => _ids[keyword];

    /// <summary>The ids of one of the lists that the index was made of, which must be that very list: a complaint goes through hundreds of keywords, and to look each up would cost more than to find them.</summary>
    public ReadOnlySpan<int> IdsOf(IReadOnlyList<string> list) => list.Count == 0 ? [] : _lists[list];

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
            if (found[keyword.Id] is not { Count: >= MostPlaces } && keyword.LengthAt(text, at) is > 0 and var length)
                (found[keyword.Id] ??= []).Add(new(text, at, length));
        }
    }

    private static FrozenDictionary<string, Keyword[]>.AlternateLookup<ReadOnlySpan<char>> ByFirstWord(IEnumerable<Keyword> keywords) =>
        keywords.GroupBy(k => k.Words[0].Text).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Why a keyword can never be found; null when it can.</summary>
    public static string? FaultOf(string keyword)
    {
        if (FoldedText.Of(keyword).Count == 0)
            return "has no letter and no digit, so it can never be found.";
        var parts = Parts(keyword);
        if (parts[0] == Gap || parts[^1] == Gap)
            return "begins or ends with an ellipsis; it stands between two words.";
        foreach (var part in parts)
        {
            if (part.AsSpan()[..^1].Contains('*'))
                return "has a * that is not at the end of a word; only an ending may be left open.";
            if (part is "*" || (part is [.., var before, '*'] && !char.IsLetterOrDigit(before)))
                return "has a * that does not follow a word.";
        }

        return null;
    }

    private static string[] Parts(string keyword) =>
        keyword.Replace(Gap, $" {Gap} ", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A place of a keyword in a text.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Found(FoldedText Text, int First, int Count)
    {
        public bool LiesIn(Found other) => ReferenceEquals(Text, other.Text) && First >= other.First && First + Count <= other.First + other.Count;

        /// <summary>As the customer wrote it, on one line.</summary>
        public string Shown => Messages.Words.Cut(Messages.MarkdownValue.SingleLine(Text.Written(First, Count).ToString()), LongestShown).ToString();
    }

    /// <param name="Text">Folded.</param>
    /// <param name="AnyEnding">Any ending will do.</param>
    /// <param name="Skipping">How many words may stand before it, after the word of the keyword before.</param>
    private sealed record Word(string Text, bool AnyEnding, int Skipping)
    {
        public bool Is(ReadOnlySpan<char> word) => AnyEnding ? word.StartsWith(Text) : word.SequenceEqual(Text);
    }

    private sealed record Keyword(int Id, string Text, Word[] Words)
    {
        public static Keyword Read(string text, int id)
        {
            var words = new List<Word>();
            var skipping = 0;
            foreach (var part in Parts(text))
            {
                if (part == Gap)
                {
                    skipping = WidestGap;
                    continue;
                }

                var folded = FoldedText.Of(part);
                for (var i = 0; i < folded.Count; i++)
                {
                    words.Add(new(folded[i].ToString(), i == folded.Count - 1 && part.EndsWith('*'), skipping));
                    skipping = 0;
                }
            }

            return new(id, text, [.. words]);
        }

        /// <summary>How many words of the text it takes up there; 0 when it does not stand there. Each word of a keyword is the nearest that fits.</summary>
        public int LengthAt(FoldedText text, int at)
        {
            var next = at;
            foreach (var word in Words)
            {
                var last = Math.Min(next + word.Skipping, text.Count - 1);
                while (next <= last && !word.Is(text[next]))
                    next++;
                if (next > last)
                    return 0;
                next++;
            }

            return next - at;
        }
    }
}
