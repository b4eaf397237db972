using System.Text;

namespace Recovery.Intake.Mail.Mime;

/// <summary>A header with parameters, such as <c>Content-Type</c> (RFC 2045, 5.1; RFC 2231 for long and foreign values).</summary>
/// <param name="Value">What stands before the first semicolon, in lower case.</param>
internal sealed record HeaderParameters(string Value, IReadOnlyList<KeyValuePair<string, string>> Raw)
{
    private const int MostParameters = 200;

    /// <summary>The parameter, its pieces joined and its charset decoded; null when there is none.</summary>
    public string? Parameter(string name)
    {
        string? plain = null;
        var pieces = new SortedDictionary<int, (string Text, bool Encoded)>();
        foreach (var (key, value) in Raw)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                plain ??= value;
            else if (key.Length > name.Length && key[name.Length] == '*' && key.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                && Piece(key.AsSpan(name.Length + 1)) is { } piece)
                pieces.TryAdd(piece.Number, (value, piece.Encoded));
        }

        if (!pieces.ContainsKey(0))
            return plain is null ? null : EncodedWords.Decode(plain);
        return Joined(pieces);
    }

    /// <summary>The parameter up to a blank or comment, "us-ascii (plain text)", in lower case.</summary>
    public string? Word(string name) =>
        Parameter(name) is { } value ? value[..(value.AsSpan().IndexOfAny(' ', '(') is var end and >= 0 ? end : value.Length)].ToLowerInvariant() : null;

    public static HeaderParameters Read(string header)
    {
        var scanner = new Scanner(header);
        var value = scanner.Until(";", blanksEnd: true).ToLowerInvariant();
        var parameters = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < MostParameters && !scanner.AtEnd; i++)
        {
            var name = scanner.Until("=;", blanksEnd: false);
            if (scanner.Take('='))
                parameters.Add(new(name.Trim(), scanner.Until(";", blanksEnd: false)));
            scanner.Take(';');
        }

        return new HeaderParameters(value, parameters);
    }

    /// <summary>Of <c>*</c>, <c>*0</c>, <c>*0*</c>: the number and whether percent signs encode.</summary>
    private static (int Number, bool Encoded)? Piece(ReadOnlySpan<char> suffix)
    {
        if (suffix.IsEmpty)
            return (0, true);
        var encoded = suffix[^1] == '*';
        return int.TryParse(encoded ? suffix[..^1] : suffix, System.Globalization.NumberStyles.None, null, out var number) ? (number, encoded) : null;
    }

    private static string Joined(SortedDictionary<int, (string Text, bool Encoded)> pieces)
    {
        var bytes = new List<byte>();
        string? charset = null;
        var expected = 0;
        foreach (var (number, (text, encoded)) in pieces)
        {
            if (number != expected++)
                break;
            var rest = text;
            if (encoded && number == 0 && text.Split('\'', 3) is [var said, _, var behind])
                (charset, rest) = (said, behind);
            var written = Encoding.UTF8.GetBytes(rest);
            bytes.AddRange(encoded ? Unescaped(written) : written);
        }

        return CleanText.OneLine(Charsets.Decode([.. bytes], string.IsNullOrEmpty(charset) ? "utf-8" : charset, out _));
    }

    private static byte[] Unescaped(byte[] written)
    {
        var bytes = new byte[written.Length];
        var length = 0;
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] == '%' && i + 2 < written.Length && char.IsAsciiHexDigit((char)written[i + 1]) && char.IsAsciiHexDigit((char)written[i + 2]))
            {
                bytes[length++] = Convert.FromHexString([(char)written[i + 1], (char)written[i + 2]])[0];
                i += 2;
            }
            else
            {
                bytes[length++] = written[i];
            }
        }

        return bytes[..length];
    }

    /// <summary>Reads on through quoted strings.</summary>
    private sealed class Scanner(string text)
    {
        private int _at;

        public bool AtEnd => _at >= text.Length;

        public bool Take(char c)
        {
            if (AtEnd || text[_at] != c)
                return false;
            _at++;
            return true;
        }

        /// <param name="blanksEnd">A blank behind a word ends it too: senders forget the semicolon behind the type.</param>
        public string Until(string ends, bool blanksEnd)
        {
            var word = new StringBuilder();
            for (; _at < text.Length && !ends.Contains(text[_at]); _at++)
            {
                if (text[_at] == '"')
                    Quoted(word);
                else if (text[_at] is not (' ' or '\t'))
                    word.Append(text[_at]);
                else if (blanksEnd && word.Length > 0)
                    break;
                else if (word.Length > 0)
                    word.Append(text[_at]);
            }

            return word.ToString().TrimEnd();
        }

        private void Quoted(StringBuilder word)
        {
            for (_at++; _at < text.Length && text[_at] != '"'; _at++)
            {
                if (text[_at] == '\\' && _at + 1 < text.Length)
                    _at++;
                word.Append(text[_at]);
            }
        }
    }
}
