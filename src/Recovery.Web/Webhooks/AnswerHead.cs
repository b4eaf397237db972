using System.Globalization;
using System.Text;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>Start of a stranger's answer, as staff may look at it.</summary>
internal static class AnswerHead
{
    /// <summary>
    /// As UTF-8. What is none, and what would change how the rest is shown (controls, marks of direction), becomes a space; runs
    /// of spaces become one.
    /// </summary>
    public static string Text(ReadOnlySpan<byte> body)
    {
        var text = new StringBuilder();
        while (!body.IsEmpty)
        {
            Rune.DecodeFromUtf8(body, out var rune, out var read);
            body = body[read..];
            var shown = IsShown(rune) ? rune : new Rune(' ');
            if (shown.Value == ' ' && (text.Length == 0 || text[^1] == ' '))
                continue;
            if (text.Length + shown.Utf16SequenceLength > SendResult.LongestHead)
                break;
            text.Append(shown.ToString());
        }

        return text.ToString().TrimEnd();
    }

    private static bool IsShown(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
