namespace Recovery.Policy;

/// <summary>Finds the word that an author most likely meant.</summary>
internal static class Suggestion
{
    private const int LongestShown = 60;

    /// <summary>" Did you mean "update"?", or what is allowed when nothing is near.</summary>
    public static string Among(string written, IEnumerable<string> allowed)
    {
        var words = allowed.ToArray();
        if (Nearest(written, words) is { } near)
            return $" Did you mean \"{near}\"?";
        if (words.Length == 0)
            return " There are none.";
        return words.Length > 30 ? "" : $" Allowed: {string.Join(", ", words.Select(word => Show(word)))}.";
    }

    /// <summary>Short enough for a message, and one line.</summary>
    public static string Show(ReadOnlySpan<char> text)
    {
        var cut = Messages.Words.Cut(text, LongestShown);
        var line = Messages.MarkdownValue.SingleLine(cut.ToString());
        return cut.Length < text.Length ? line + "…" : line;
    }

    private static string? Nearest(string written, string[] words)
    {
        if (written.Length is 0 or > LongestShown)
            return null;
        var best = (Distance: Math.Max(2, written.Length / 3) + 1, Word: (string?)null);
        foreach (var word in words)
        {
            if (Math.Abs(word.Length - written.Length) >= best.Distance)
                continue;
            var distance = Distance(written.ToLowerInvariant(), word.ToLowerInvariant());
            // A word of three letters is not near another with which it shares one.
            if (distance < best.Distance && distance < word.Length)
                best = (distance, word);
        }

        return best.Word;
    }

    /// <summary>Levenshtein's.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
