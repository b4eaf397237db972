using System.Text;

namespace Recovery.Intake.Mail.Mime;

/// <summary>Words of another charset in headers (RFC 2047, with RFC 2231's language). What is no such word stays as it is written.</summary>
internal static class EncodedWords
{
    /// <summary>Decoded, on one line.</summary>
    public static string Decode(string raw)
    {
        if (!raw.Contains("=?", StringComparison.Ordinal))
            return CleanText.OneLine(raw);
        var text = new StringBuilder(raw.Length);
        var at = 0;
        while (raw.IndexOf("=?", at, StringComparison.Ordinal) is var start and >= 0)
        {
            text.Append(raw, at, start - at);
            if (Word(raw, start) is not { } word)
            {
                text.Append("=?");
                at = start + 2;
                continue;
            }

            at = Run(raw, word, text);
        }

        text.Append(raw, at, raw.Length - at);
        return CleanText.OneLine(text.ToString());
    }

    /// <summary>Words of one charset with nothing but blanks between: their bytes are joined, since some senders cut inside a character.</summary>
    private static int Run(string raw, EncodedWord first, StringBuilder text)
    {
        List<byte>? joined = null;
        var (word, bytes) = (first, first.Bytes);
        while (Word(raw, PastBlanks(raw, word.End)) is { } next && next.Charset.Equals(first.Charset, StringComparison.OrdinalIgnoreCase))
        {
            joined ??= [.. bytes.Span];
            joined.AddRange(next.Bytes.Span);
            word = next;
        }

        text.Append(Charsets.Decode(joined is null ? bytes.Span : [.. joined], first.Charset, out _));
        var behind = PastBlanks(raw, word.End);
        // Blanks between two words are no text, whatever their charsets.
        return behind < raw.Length && Word(raw, behind) is not null ? behind : word.End;
    }

    private static int PastBlanks(string raw, int at)
    {
        while (at < raw.Length && raw[at] is ' ' or '\t')
            at++;
        return at;
    }

    private static EncodedWord? Word(string raw, int at)
    {
        if (at + 1 >= raw.Length || raw[at] != '=' || raw[at + 1] != '?')
            return null;
        var charset = at + 2;
        var charsetEnd = raw.IndexOf('?', charset);
        if (charsetEnd <= charset || charsetEnd + 2 >= raw.Length || raw[charsetEnd + 2] != '?')
            return null;
        var kind = raw[charsetEnd + 1] | 0x20;
        var body = charsetEnd + 3;
        var end = raw.IndexOf('?', body);
        if (kind is not ('b' or 'q') || end < 0 || end + 1 >= raw.Length || raw[end + 1] != '=')
            return null;
        var name = raw.AsSpan(charset, charsetEnd - charset);
        if (name.IndexOf('*') is var language and >= 0)
            name = name[..language];
        var written = Encoding.UTF8.GetBytes(raw[body..end]);
        var bytes = kind == 'b' ? TransferEncodings.Base64(written, out _) : TransferEncodings.QuotedPrintable(written, underscores: true);
        return new EncodedWord(name.ToString(), bytes, end + 2);
    }

    private readonly record struct EncodedWord(string Charset, ReadOnlyMemory<byte> Bytes, int End);
}
