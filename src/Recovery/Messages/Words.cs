using System.Buffers;
using System.Text;

namespace Recovery.Messages;

/// <summary>A customer's words, short enough to quote.</summary>
public static class Words
{
    private static readonly SearchValues<string> s_linkMarks =
        SearchValues.Create(["://", "www.", "](", "mailto:", "href="], StringComparison.OrdinalIgnoreCase);

    // Endings that mail programs turn into links by themselves; a word with a slash after its domain needs none of these.
    private static readonly HashSet<string> s_endings = new(
        ["com", "net", "org", "info", "biz", "io", "co", "app", "dev", "me", "xyz", "top", "shop", "store", "online", "site", "club",
         "live", "link", "click", "icu", "ai", "tv", "eu", "uk", "de", "at", "ch", "fr", "es", "nl", "be", "pl", "dk", "se", "ru", "cn"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// One line of at most <paramref name="max"/> characters, cut between words with an ellipsis. Web addresses become
    /// <c>[link]</c> and mail addresses <c>[address]</c>: whoever complains in somebody else's name cannot make us send
    /// that person an advertisement.
    /// </summary>
    public static string Excerpt(string text, int max)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 2);
        var excerpt = new StringBuilder(Math.Min(text.Length, max + 16));
        // What lies beyond cannot be in the excerpt, whatever its length.
        var line = MarkdownValue.SingleLine(text.Length > 64 * max ? text[..(64 * max)] : text);
        var shortened = text.Length > 64 * max;
        foreach (var range in line.AsSpan().Split(' '))
        {
            var word = line.AsSpan(range);
            if (word.IsEmpty)
                continue;
            var shown = IsLink(word) ? "[link]" : IsAddress(word) ? "[address]" : word;
            var gap = excerpt.Length > 0 ? 1 : 0;
            if (excerpt.Length + gap + shown.Length > max)
            {
                if (excerpt.Length == 0)
                    excerpt.Append(Cut(shown, max - 1));
                shortened = true;
                break;
            }

            if (gap > 0)
                excerpt.Append(' ');
            excerpt.Append(shown);
        }

        return shortened ? Ellipsis(excerpt, max) : excerpt.ToString();
    }

    /// <summary>At most so many characters, without half of one at the end.</summary>
    internal static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int max)
    {
        if (text.Length <= max)
            return text;
        return char.IsHighSurrogate(text[max - 1]) ? text[..(max - 1)] : text[..max];
    }

    private static string Ellipsis(StringBuilder excerpt, int max)
    {
        while (excerpt.Length > max - 1)
        {
            var space = excerpt.ToString().LastIndexOf(' ');
            excerpt.Length = space > 0 ? space : Cut(excerpt.ToString(), max - 1).Length;
        }

        return excerpt.Append('…').ToString();
    }

    private static bool IsAddress(ReadOnlySpan<char> word)
    {
        var at = word.IndexOf('@');
        return at > 0 && at < word.Length - 1;
    }

    private static bool IsLink(ReadOnlySpan<char> word)
    {
        if (word.IndexOfAny(s_linkMarks) >= 0)
            return true;
        if (word.Contains('@'))
            return false;
        var host = word;
        var end = word.IndexOfAny('/', '?', ':');
        var hasPath = end > 0 && end < word.Length - 1 && word[end] == '/';
        if (end > 0)
            host = word[..end];
        var dot = host.TrimEnd(".,;:!?)]}\"'>").LastIndexOf('.');
        if (dot <= 0 || !char.IsLetterOrDigit(host[dot - 1]))
            return false;
        var ending = host[(dot + 1)..].TrimEnd(".,;:!?)]}\"'>");
        return ending.Length >= 2 && ending.IndexOfAnyExceptInRange('A', 'z') < 0
            && (hasPath || s_endings.GetAlternateLookup<ReadOnlySpan<char>>().Contains(ending));
    }
}
