using System.Globalization;
using System.Text;

namespace Recovery.Intake;

/// <summary>Text from outside, made plain: line ends as LF, no control characters, no half characters. Everything else is the writer's.</summary>
public static class PlainText
{
    /// <summary>The text trimmed, or what is wrong with it, to follow the field's name: "has 20,001 characters; ...".</summary>
    /// <param name="lines">Whether it may have several.</param>
    public static (string Text, string? Fault) Clean(string raw, int limit, bool lines)
    {
        ArgumentNullException.ThrowIfNull(raw);
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            var c = raw[i];
            switch (c)
            {
                case '\r':
                    if (i + 1 < raw.Length && raw[i + 1] == '\n')
                        i++;
                    text.Append('\n');
                    break;
                case '\v' or '\f':
                    text.Append('\n');
                    break;
                case '\n' or '\t':
                    text.Append(c);
                    break;
                case var _ when char.IsControl(c):
                    return ("", $"holds the control character U+{(int)c:X4} at position {Number(i + 1)}, which is no text");
                case var _ when char.IsHighSurrogate(c) && i + 1 < raw.Length && char.IsLowSurrogate(raw[i + 1]):
                    text.Append(c).Append(raw[++i]);
                    break;
                case var _ when char.IsSurrogate(c):
                    return ("", $"holds half of a character (the lone surrogate U+{(int)c:X4}) at position {Number(i + 1)}");
                default:
                    text.Append(c);
                    break;
            }
        }

        var clean = text.ToString().Trim();
        if (clean.Length > limit)
            return (clean, $"has {Number(clean.Length)} characters; it may have {Number(limit)}");
        if (!lines && clean.AsSpan().IndexOfAny('\n', '\t') >= 0)
            return (clean, "must be on one line, without tabs");
        return (clean, null);
    }

    /// <summary>The same where nobody is there to be told of a fault: what is no text is left out, half a character becomes U+FFFD.</summary>
    public static string Mended(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (!raw.Any(c => (char.IsControl(c) && c is not ('\n' or '\t')) || char.IsSurrogate(c)))
            return raw.Trim();
        var text = new StringBuilder(raw.Length);
        foreach (var rune in raw.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune))
                text.Append(rune.ToString());
        }

        return text.ToString().Trim();
    }

    /// <summary>The same on one line, its spaces single.</summary>
    /// <param name="most">Characters; what lies beyond is cut off.</param>
    public static string Line(string raw, int most) =>
        Start(string.Join(' ', Mended(raw).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), most).TrimEnd();

    /// <summary>As much of a text as there is room for, without cutting a character in two.</summary>
    public static string Start(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }

    public static string Number(int n) => n.ToString("#,0", CultureInfo.InvariantCulture);
}
