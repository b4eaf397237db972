using System.Buffers;
using System.Text;

namespace Recovery.Messages;

/// <summary>
/// Makes a value from outside safe to stand in a Markdown template: it keeps its words, its lines and its paragraphs,
/// and can become no heading, list, quote, code, link or HTML. (Markdig reads Markdown and does not write it.)
/// </summary>
internal static class MarkdownValue
{
    private static readonly SearchValues<char> s_always = SearchValues.Create("\\`*_{}[]<>#&|~");
    private static readonly SearchValues<char> s_unusual =
        SearchValues.Create("\\`*_{}[]<>#&|~:.\r\n\t\v\f\u0085\u2028\u2029");

    /// <summary>For a body. Lines lose surrounding space, blank lines become one.</summary>
    public static string Escape(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var clean = Clean(value);
        if (clean.AsSpan().IndexOfAny(s_unusual) < 0)
            return EscapeStart(clean.Trim());

        var text = new StringBuilder(clean.Length + 16);
        var blank = false;
        foreach (var line in clean.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();
            if (trimmed.IsEmpty)
            {
                blank = true;
                continue;
            }

            if (text.Length > 0)
                text.Append(blank ? "\n\n" : "\n");
            blank = false;
            AppendLine(text, trimmed);
        }

        return text.ToString();
    }

    /// <summary>For a subject: one line of plain text without control characters.</summary>
    public static string SingleLine(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder(value.Length);
        foreach (var c in Clean(value))
        {
            if (!char.IsWhiteSpace(c))
                text.Append(c);
            else if (text.Length > 0 && text[^1] != ' ')
                text.Append(' ');
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Undoes <see cref="Escape"/>, and takes out the marks of bold print.</summary>
    public static string Unescape(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var text = new StringBuilder(markdown.Length);
        for (var i = 0; i < markdown.Length; i++)
        {
            var next = i + 1 < markdown.Length ? markdown[i + 1] : ' ';
            if (markdown[i] == '\\' && char.IsAscii(next) && (char.IsPunctuation(next) || char.IsSymbol(next)))
                text.Append(markdown[++i]);
            else if (markdown[i] == '*' && next == '*')
                i++;
            else
                text.Append(markdown[i]);
        }

        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, ReadOnlySpan<char> line)
    {
        var marker = LengthOfMarker(line);
        for (var i = 0; i < line.Length; i++)
        {
            if (i == marker || s_always.Contains(line[i]) || BeginsLink(line, i))
                text.Append('\\');
            text.Append(line[i] is '\t' or '\v' ? ' ' : line[i]);
        }
    }

    private static string EscapeStart(string line)
    {
        var marker = LengthOfMarker(line);
        return marker < 0 ? line : line.Insert(marker, "\\");
    }

    /// <summary>Where the character stands that makes a list or a heading of this line; -1 when none does.</summary>
    private static int LengthOfMarker(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty)
            return -1;
        if (line[0] is '-' or '+' or '=')
            return 0;
        var digits = line.IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && line[digits] is '.' or ')' && (digits + 1 == line.Length || char.IsWhiteSpace(line[digits + 1])) ? digits : -1;
    }

    /// <summary>The colon of <c>https:</c> and <c>mailto:</c>, the dot of <c>www.</c>; times such as 14:00 stay as they are.</summary>
    private static bool BeginsLink(ReadOnlySpan<char> line, int i) => line[i] switch
    {
        ':' => i > 0 && i + 1 < line.Length && char.IsAsciiLetter(line[i - 1]) && !char.IsWhiteSpace(line[i + 1]),
        '.' => i > 0 && line[i - 1] is 'w' or 'W',
        _ => false,
    };

    /// <summary>Without control characters, marks that turn the direction of our own text, and halves of characters.</summary>
    private static string Clean(string value)
    {
        var clean = true;
        for (var i = 0; i < value.Length && clean; i++)
            clean = !IsUnwanted(value[i]) && !char.IsSurrogate(value[i]);
        if (clean)
            return value;

        var text = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            if (!rune.IsBmp || !IsUnwanted((char)rune.Value))
                text.Append(rune);
        }

        return text.ToString();
    }

    private static bool IsUnwanted(char c) =>
        (char.IsControl(c) && !char.IsWhiteSpace(c)) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';
}
