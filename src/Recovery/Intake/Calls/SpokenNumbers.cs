using System.Text;

namespace Recovery.Intake.Calls;

/// <summary>
/// Takes card numbers and the like out of what was said or written down, before anything of it is stored: cards (with a
/// check digit, or introduced as one), security codes, expiry dates near a card, PINs and passwords, IBANs, sort codes and
/// bank accounts, national insurance and social security numbers. Orders, telephones, amounts and dates stay.
/// </summary>
public static class SpokenNumbers
{
    /// <returns>The text with each such number replaced by <c>[card number]</c>, <c>[security code]</c> and so on, and how many there were.</returns>
    public static (string Text, int Masked) Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (texts, masked) = NumberMasks.Mask([new SpokenLine("", text)]);
        return (texts[0], masked);
    }

    /// <summary>The length of the mask that stands at a place in a text; 0 when none does.</summary>
    public static int MaskAt(string text, int at)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SpokenMasks.At(text, at);
    }

    /// <summary>
    /// Masks a body as it came, for keeping it where staff see it although it could not be read. Of JSON, only the strings in
    /// which numbers are masked change; words that are listed one by one are read together. A form post stays one, and
    /// anything else is masked as text.
    /// </summary>
    /// <returns>The body itself when there is nothing to mask.</returns>
    public static (ReadOnlyMemory<byte> Body, int Masked) MaskDocument(ReadOnlyMemory<byte> body)
    {
        // What is no UTF-8 keeps its bytes when each of them is taken for a character.
        var utf16 = body.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? Encoding.Unicode
            : body.Span.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode : null;
        var encoding = utf16 ?? (System.Text.Unicode.Utf8.IsValid(body.Span) ? Encoding.UTF8 : Encoding.Latin1);
        var (text, masked) = MaskDocument(encoding.GetString(body.Span));
        return masked == 0 ? (body, 0) : (encoding.GetBytes(text), masked);
    }

    /// <inheritdoc cref="MaskDocument(ReadOnlyMemory{byte})"/>
    public static (string Text, int Masked) MaskDocument(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return MaskedDocument.Mask(text);
    }
}
