using System.Buffers;
using System.Text;

namespace Recovery.Intake.Mail.Mime;

/// <summary>Makes text from outside fit to be kept and shown: no control characters, no half characters.</summary>
internal static class CleanText
{
    private static readonly SearchValues<char> s_toLookAt = SearchValues.Create([.. Unclean()]);

    /// <summary>On one line: every control character is a space, so that a decoded line end can begin no header of its own.</summary>
    public static string OneLine(string text)
    {
        if (!text.AsSpan().ContainsAny(s_toLookAt) && !text.AsSpan().ContainsAny('\n', '\t'))
            return text.Trim();
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029')
                clean.Append(' ');
            else
                i = AppendWhole(clean, text, i);
        }

        return clean.ToString().Trim();
    }

    /// <summary>Line ends as LF, form feeds as line ends, tabs kept, other control characters left out; no white space at either end.</summary>
    public static string Lines(string text)
    {
        if (!text.AsSpan().ContainsAny(s_toLookAt))
            return text.Trim();
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\r':
                    if (i + 1 < text.Length && text[i + 1] == '\n')
                        i++;
                    clean.Append('\n');
                    break;
                case '\v' or '\f' or '\u0085' or '\u2028' or '\u2029':
                    clean.Append('\n');
                    break;
                case '\n' or '\t':
                    clean.Append(text[i]);
                    break;
                case var c when char.IsControl(c):
                    break;
                default:
                    i = AppendWhole(clean, text, i);
                    break;
            }
        }

        return clean.ToString().Trim();
    }

    /// <summary>The first characters of a text, never half of one.</summary>
    public static string First(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    private static int AppendWhole(StringBuilder clean, string text, int at)
    {
        if (!char.IsSurrogate(text[at]))
        {
            clean.Append(text[at]);
            return at;
        }

        if (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
        {
            clean.Append(text[at]).Append(text[at + 1]);
            return at + 1;
        }

        clean.Append('\uFFFD');
        return at;
    }

    private static IEnumerable<char> Unclean()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            if ((char.IsControl((char)c) && c is not '\n' and not '\t') || char.IsSurrogate((char)c) || c is 0x2028 or 0x2029)
                yield return (char)c;
        }
    }
}
