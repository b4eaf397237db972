using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Recovery.Policy;

/// <summary>
/// A text as keywords are matched in it: words in lower case without accents. Scripts that put no space between words
/// are cut into single characters, so that a phrase is found inside a run of them.
/// </summary>
/// <remarks>Own folding: string normalisation does nothing where globalization is invariant, as it is in this product.</remarks>
internal sealed class FoldedText
{
    // Base letters of U+00C0 to U+017F and of U+1E00 to U+1EFF.
    private const string Latin =
        "aaaaaaaceeeeiiiidnooooo×ouuuuytsaaaaaaaceeeeiiiidnooooo÷ouuuuyty"
        + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    private const string LatinAdditional =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
        + "wwwwwwwwwwxxxxyyzzzzzzhtwyẚſẜẝsẟaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyỻỻỽỽỿỿ";

    private readonly char[] _folded;
    private readonly Word[] _words;

    private FoldedText(string original, char[] folded, Word[] words)
    {
        Original = original;
        _folded = folded;
        _words = words;
    }

    public string Original { get; }

    public int Count => _words.Length;

    public ReadOnlySpan<char> this[int word] => _folded.AsSpan(_words[word].Start, _words[word].Length);

    /// <summary>The words as they were written.</summary>
    public ReadOnlySpan<char> Written(int first, int count) =>
        Original.AsSpan(_words[first].From, _words[first + count - 1].To - _words[first].From);

    public static FoldedText Of(string text)
    {
        // A character folds to two at most.
        var folded = new char[text.Length * 2];
        var words = new List<Word>(text.Length / 6 + 1);
        int length = 0, start = 0, from = -1;
        for (var i = 0; i < text.Length;)
        {
            var at = i;
            var kind = Read(text, ref i, folded, ref length);
            if (kind == Kind.Ignored)
                continue;
            if (kind != Kind.Letter && from >= 0)
            {
                // A character that stands alone has already been written behind the word that it ends.
                var end = kind == Kind.Alone ? length - (i - at) : length;
                words.Add(new(start, end - start, from, at));
                start = end;
                from = -1;
            }

            if (kind == Kind.Alone)
            {
                words.Add(new(start, length - start, at, i));
                start = length;
            }
            else if (kind == Kind.Letter && from < 0)
            {
                from = at;
            }
        }

        if (from >= 0)
            words.Add(new(start, length - start, from, text.Length));
        return new(text, folded, [.. words]);
    }

    private static Kind Read(string text, ref int i, char[] folded, ref int length)
    {
        var c = text[i];
        if (char.IsAscii(c))
        {
            i++;
            if (!char.IsAsciiLetterOrDigit(c))
                return Kind.Separator;
            folded[length++] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
            return Kind.Letter;
        }

        if (!Rune.TryGetRuneAt(text, i, out var rune))
        {
            i++;
            return Kind.Separator;
        }

        i += rune.Utf16SequenceLength;
        if (IsAccent(c) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format)
            return Kind.Ignored;
        if (!Rune.IsLetterOrDigit(rune) && Rune.GetUnicodeCategory(rune)
                is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
            return Kind.Separator;
        if (IsWrittenWithoutSpaces(rune.Value))
        {
            length += rune.EncodeToUtf16(folded.AsSpan(length));
            return Kind.Alone;
        }

        Fold(rune, folded, ref length);
        return Kind.Letter;
    }

    private static void Fold(Rune rune, char[] folded, ref int length)
    {
        var second = rune.Value switch
        {
            'ß' or 'ẞ' => 's',
            'æ' or 'Æ' or 'œ' or 'Œ' => 'e',
            'þ' or 'Þ' => 'h',
            _ => '\0',
        };
        switch (rune.Value)
        {
            case >= 0xC0 and < 0x180:
                folded[length++] = Latin[rune.Value - 0xC0];
                break;
            case >= 0x1E00 and < 0x1F00:
                folded[length++] = LatinAdditional[rune.Value - 0x1E00];
                break;
            default:
                length += Rune.ToLowerInvariant(rune).EncodeToUtf16(folded.AsSpan(length));
                break;
        }

        if (second != '\0')
            folded[length++] = second;
    }

    /// <summary>Accents that are written as characters of their own: Latin, Hebrew and Arabic.</summary>
    private static bool IsAccent(char c) =>
        c is (>= '\u0300' and <= '\u036F') or (>= '\u0591' and <= '\u05BD') or (>= '\u064B' and <= '\u0652');

    /// <summary>Thai, Lao, Burmese, Khmer, kana and Han.</summary>
    private static bool IsWrittenWithoutSpaces(int c) =>
        c is (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
            or (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);

    private enum Kind
    {
        Separator,
        Letter,
        Alone,
        Ignored,
    }

    /// <param name="Start">Where it begins in the folded text.</param>
    /// <param name="Length">How long it is there.</param>
    /// <param name="From">Where it begins in the original.</param>
    /// <param name="To">Where it ends there.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Word(int Start, int Length, int From, int To);
}
