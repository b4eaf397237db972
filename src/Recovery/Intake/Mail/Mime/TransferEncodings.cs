namespace Recovery.Intake.Mail.Mime;

/// <summary>Takes off what a body wears on its way (RFC 2045, 6.7 and 6.8). What is broken is kept as readable as it is.</summary>
internal static class TransferEncodings
{
    private const byte Outside = 255;

    private static readonly byte[] s_sextets = Sextets();

    /// <param name="encoding">Of <c>Content-Transfer-Encoding</c>; null, unknown and identity encodings change nothing.</param>
    /// <returns>The same memory where nothing was to take off; never longer than <paramref name="body"/>.</returns>
    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> body, string? encoding, out string? oddity)
    {
        oddity = null;
        switch (encoding?.Trim().ToLowerInvariant())
        {
            case "base64" or "b":
                var bytes = Base64(body.Span, out var strange);
                oddity = strange ? "base64 with characters that do not belong to it" : null;
                return bytes;
            case "quoted-printable" or "q":
                return QuotedPrintable(body.Span);
            case null or "" or "7bit" or "8bit" or "binary":
                return body;
            default:
                oddity = "a transfer encoding that is not known here; its bytes are kept as they came";
                return body;
        }
    }

    /// <summary>Skips what is no base64, needs no padding, and goes on behind padding in the middle.</summary>
    /// <param name="strange">There were characters that are neither base64 nor white space.</param>
    public static ReadOnlyMemory<byte> Base64(ReadOnlySpan<byte> text, out bool strange)
    {
        strange = false;
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        var (length, held, count) = (0, 0, 0);
        foreach (var b in text)
        {
            var sextet = s_sextets[b];
            if (sextet != Outside)
            {
                held = (held << 6) | sextet;
                if (++count < 4)
                    continue;
                bytes[length++] = (byte)(held >> 16);
                bytes[length++] = (byte)(held >> 8);
                bytes[length++] = (byte)held;
                (held, count) = (0, 0);
            }
            else if (b == '=')
            {
                length = Rest(bytes, length, held, count);
                (held, count) = (0, 0);
            }
            else if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                strange = true;
            }
        }

        return bytes.AsMemory(0, Rest(bytes, length, held, count));
    }

    /// <param name="underscores">As in header words (RFC 2047, 4.2), where an underscore is a space and line ends do not occur.</param>
    public static ReadOnlyMemory<byte> QuotedPrintable(ReadOnlySpan<byte> text, bool underscores = false)
    {
        var bytes = new byte[text.Length];
        var (length, lasting) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var b = text[i];
            if (b == '=' && Hex(text, i + 1) is { } value)
            {
                bytes[length++] = value;
                lasting = length;
                i += 2;
            }
            else if (b == '=' && !underscores && SoftBreak(text, i + 1) is { } next)
            {
                lasting = length;
                i = next - 1;
            }
            else if (b is (byte)'\r' or (byte)'\n')
            {
                // Blanks before a line end were added on the way.
                length = lasting;
                bytes[length++] = b;
                lasting = length;
            }
            else
            {
                bytes[length++] = underscores && b == '_' ? (byte)' ' : b;
                if (b is not ((byte)' ' or (byte)'\t'))
                    lasting = length;
            }
        }

        return bytes.AsMemory(0, length);
    }

    private static int Rest(byte[] bytes, int length, int held, int count)
    {
        if (count == 2)
            bytes[length++] = (byte)(held >> 4);
        if (count == 3)
        {
            bytes[length++] = (byte)(held >> 10);
            bytes[length++] = (byte)(held >> 2);
        }

        return length;
    }

    private static byte? Hex(ReadOnlySpan<byte> text, int at)
    {
        if (at + 1 >= text.Length || !char.IsAsciiHexDigit((char)text[at]) || !char.IsAsciiHexDigit((char)text[at + 1]))
            return null;
        return (byte)((Digit(text[at]) << 4) | Digit(text[at + 1]));

        static int Digit(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;
    }

    /// <returns>Where the next line begins; null when this is no soft line break.</returns>
    private static int? SoftBreak(ReadOnlySpan<byte> text, int at)
    {
        // Blanks between the sign and the line end were added on the way; nobody adds many, and a bound keeps this linear.
        for (var end = Math.Min(text.Length, at + 100); at < end; at++)
        {
            if (text[at] == '\n')
                return at + 1;
            if (text[at] == '\r')
                return at + 1 < text.Length && text[at + 1] == '\n' ? at + 2 : at + 1;
            if (text[at] is not ((byte)' ' or (byte)'\t'))
                return null;
        }

        return at == text.Length ? at : null;
    }

    private static byte[] Sextets()
    {
        var sextets = new byte[256];
        Array.Fill(sextets, Outside);
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (var i = 0; i < Alphabet.Length; i++)
            sextets[Alphabet[i]] = (byte)i;
        return sextets;
    }
}
