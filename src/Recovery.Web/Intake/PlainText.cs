using System.Globalization;
using System.Text;

namespace Recovery.Web.Intake;

/// <summary>Text from outside, made plain: line ends as LF, no control characters, no half characters. Everything else is the writer's.</summary>
internal static class PlainText
{
    /// <summary>The text trimmed, or what is wrong with it, to follow the field's name: "has 20,001 characters; ...".</summary>
    /// <param name="lines">Whether it may have several.</param>
    public static (string Text, string? Fault) Clean(string raw, int limit, bool lines)
    {
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

    public static string Number(int n) => n.ToString("#,0", CultureInfo.InvariantCulture);
}
