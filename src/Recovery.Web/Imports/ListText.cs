using System.Text;
using System.Text.Unicode;

namespace Recovery.Web.Imports;

/// <summary>The bytes of a list as UTF-8, whatever a spreadsheet made them.</summary>
internal static class ListText
{
    private static readonly Encoding s_windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <returns>The text without a byte order mark and what was noticed, for the reader; or the fault of a file that is no text.</returns>
    public static (ReadOnlyMemory<byte> Utf8, string? Notice, string? Fault) Of(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.StartsWith("PK\u0003\u0004"u8))
            return (default, null, "is a spreadsheet or an archive; save it as “CSV UTF-8” first");
        if (span.StartsWith(Encoding.UTF8.Preamble))
            return Checked(bytes[Encoding.UTF8.Preamble.Length..], null);
        if (span.StartsWith(Encoding.Unicode.Preamble))
            return Checked(FromUtf16(Encoding.Unicode, span), "The file is in UTF-16.");
        if (span.StartsWith(Encoding.BigEndianUnicode.Preamble))
            return Checked(FromUtf16(Encoding.BigEndianUnicode, span), "The file is in UTF-16.");
        return Utf8.IsValid(span)
            ? Checked(bytes, null)
            : Checked(Encoding.Convert(s_windows1252, Encoding.UTF8, bytes.ToArray()), "The file is not UTF-8, so it was read as windows-1252. Look whether accents and umlauts are right.");
    }

    // Half of a character becomes a replacement character, which each field's reader lets through as text.
    private static byte[] FromUtf16(Encoding utf16, ReadOnlySpan<byte> bytes) => Encoding.Convert(utf16, Encoding.UTF8, bytes[2..].ToArray());

    private static (ReadOnlyMemory<byte> Utf8, string? Notice, string? Fault) Checked(ReadOnlyMemory<byte> utf8, string? notice) =>
        utf8.Span.Contains((byte)0)
            ? (default, null, "is no text: it holds zero bytes; save it as “CSV UTF-8”")
            : (utf8, notice, null);
}
