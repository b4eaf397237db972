using System.Runtime.InteropServices;
using System.Text;

namespace Recovery.Intake.Calls;

internal enum SpokenKind
{
    Word,
    Number,

    /// <summary>Something that was masked before.</summary>
    Mask,

    /// <summary>Words that tell what the next number is.</summary>
    Introduction,
}

/// <param name="Digits">Of a number, written or spoken.</param>
/// <param name="Meaning">Of a word; null when it means nothing here.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SpokenToken(int Line, int Start, int End, SpokenKind Kind, string Digits, WordMeaning? Meaning, Introduction Introduces)
{
    public int Length => End - Start;

    public bool IsFiller => Kind is SpokenKind.Word && Meaning is { IsFiller: true };
}

/// <summary>Cuts what was said into words and numbers. "Double five", "forty one" and "4111" are a number each.</summary>
internal sealed class SpokenTokens(SpokenWords words)
{
    public const int LongestDigits = 64;
    private readonly List<SpokenToken> _raw = [];
    private readonly char[] _first = new char[LongestDigits];
    private readonly char[] _other = new char[LongestDigits];

    public void Read(string text, int line, List<SpokenToken> tokens)
    {
        _raw.Clear();
        Split(text, line);
        for (var i = 0; i < _raw.Count;)
        {
            var (token, taken) = At(text, i);
            tokens.Add(token);
            i += taken;
        }
    }

    private void Split(string text, int line)
    {
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            if (text[i] == '[' && SpokenMasks.At(text, i) is var mask and > 0)
            {
                i += mask;
                _raw.Add(new(line, start, i, SpokenKind.Mask, "", null, default));
            }
            else if (char.IsDigit(text[i]))
            {
                while (i < text.Length && char.IsDigit(text[i]))
                    i++;
                _raw.Add(new(line, start, i, SpokenKind.Number, Plain(text.AsSpan(start, i - start)), null, default));
            }
            else if (char.IsLetter(text[i]))
            {
                while (i < text.Length && (char.IsLetter(text[i]) || char.GetUnicodeCategory(text[i]) is System.Globalization.UnicodeCategory.NonSpacingMark))
                    i++;
                _raw.Add(new(line, start, i, SpokenKind.Word, "", words.Meaning(SpokenWords.Fold(text.AsSpan(start, i - start), _first)), default));
            }
            else
            {
                i++;
            }
        }
    }

    /// <summary>The token that begins here, and how many raw ones it is made of.</summary>
    private (SpokenToken Token, int Taken) At(string text, int i)
    {
        var token = _raw[i];
        if (Introduced(text, i) is { } introduction)
            return introduction;
        if (token.Kind is not SpokenKind.Word || token.Meaning is not { } meaning)
            return (token, 1);
        if (meaning.Repeat > 0)
        {
            var next = i + 1 < _raw.Count && _raw[i + 1].Meaning is { IsArticle: true } ? i + 2 : i + 1;
            return next < _raw.Count && DigitsOf(_raw[next]) is [_] digit
                ? (Number(token, _raw[next], new string(digit[0], meaning.Repeat)), next - i + 1)
                : (token, 1);
        }

        if (meaning.Digits is not { } digits)
            return (token, 1);
        var taken = 1;
        if (meaning.IsTens && i + 1 < _raw.Count && _raw[i + 1].Meaning?.Digits is [not '0'] unit && IsTight(text, token.End, _raw[i + 1].Start))
            (digits, taken) = (digits[..1] + unit, 2);
        if (i + taken < _raw.Count && _raw[i + taken].Meaning?.Scale is { } zeros)
            (digits, taken) = (digits + zeros, taken + 1);
        return (Number(token, _raw[i + taken - 1], digits), taken);
    }

    private (SpokenToken Token, int Taken)? Introduced(string text, int i)
    {
        foreach (var (phrase, of) in words.PhrasesFrom(Folded(text, _raw[i], _first)))
        {
            var all = i + phrase.Length <= _raw.Count;
            for (var n = 1; all && n < phrase.Length; n++)
                all = Folded(text, _raw[i + n], _other).SequenceEqual(phrase[n]);

            if (all)
                return (new(_raw[i].Line, _raw[i].Start, _raw[i + phrase.Length - 1].End, SpokenKind.Introduction, "", null, of), phrase.Length);
        }

        return null;
    }

    private static ReadOnlySpan<char> Folded(string text, SpokenToken token, Span<char> buffer) =>
        token.Kind is SpokenKind.Mask ? [] : SpokenWords.Fold(text.AsSpan(token.Start, token.Length), buffer);

    private static string? DigitsOf(SpokenToken token) => token.Kind is SpokenKind.Number ? token.Digits : token.Meaning is { IsTens: false } m ? m.Digits : null;

    private static SpokenToken Number(SpokenToken first, SpokenToken last, string digits) =>
        new(first.Line, first.Start, last.End, SpokenKind.Number, digits, null, default);

    /// <summary>A space or a hyphen between "forty" and "one".</summary>
    private static bool IsTight(string text, int from, int to) => to - from == 1 && text[from] is ' ' or '-' or '\n';

    private static string Plain(ReadOnlySpan<char> digits)
    {
        // Longer than any number that is looked for: only that it is long matters.
        if (digits.Length > LongestDigits)
            digits = digits[..LongestDigits];
        var plain = new StringBuilder(digits.Length);
        foreach (var digit in digits)
            plain.Append((char)('0' + (int)char.GetNumericValue(digit)));
        return plain.ToString();
    }
}
