using System.Text;
using System.Text.Unicode;

namespace Recovery.Intake.Mail.Mime;

/// <summary>
/// Bytes to text by the charset that they are said to be in, and by the one that they are in where that can be told. Western
/// labels stand for windows-1252 as in every browser (WHATWG Encoding, 4.2), and what can only be UTF-8 is UTF-8.
/// </summary>
internal static class Charsets
{
    private static readonly Encoding s_western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Labels that mail carries and the base library does not know, or knows as something narrower.</summary>
    private static readonly Dictionary<string, int> s_codePages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["utf8"] = 65001,
        ["unicode-1-1-utf-8"] = 65001,
        ["cp65001"] = 65001,
        ["utf-8"] = 65001,
        ["iso-8859-1"] = 1252,
        ["iso8859-1"] = 1252,
        ["iso_8859-1"] = 1252,
        ["latin1"] = 1252,
        ["latin-1"] = 1252,
        ["l1"] = 1252,
        ["cp1252"] = 1252,
        ["cp-1252"] = 1252,
        ["win-1252"] = 1252,
        ["x-cp1252"] = 1252,
        ["windows1252"] = 1252,
        ["ansi"] = 1252,
        ["iso8859-2"] = 28592,
        ["latin2"] = 28592,
        ["iso8859-15"] = 28605,
        ["latin-9"] = 28605,
        ["latin9"] = 28605,
        ["iso-8859-9"] = 1254,
        ["cp1250"] = 1250,
        ["cp1251"] = 1251,
        ["win-1251"] = 1251,
        ["cp1253"] = 1253,
        ["cp1254"] = 1254,
        ["cp1255"] = 1255,
        ["cp1256"] = 1256,
        ["cp1257"] = 1257,
        ["cp1258"] = 1258,
        ["koi8r"] = 20866,
        ["koi8-ru"] = 21866,
        ["iso-8859-8-i"] = 38598,
        ["iso-8859-11"] = 874,
        ["tis-620"] = 874,
        ["gb2312"] = 936,
        ["gbk"] = 936,
        ["x-gbk"] = 936,
        ["cp936"] = 936,
        ["big5-hkscs"] = 950,
        ["cp950"] = 950,
        ["sjis"] = 932,
        ["shift-jis"] = 932,
        ["x-sjis"] = 932,
        ["ms_kanji"] = 932,
        ["cp932"] = 932,
        ["windows-31j"] = 932,
        ["cp949"] = 949,
        ["ks_c_5601"] = 949,
        ["euc-kr"] = 949,
        ["iso-2022-jp-1"] = 50221,
        ["iso-2022-jp-ms"] = 50221,
        ["cp50221"] = 50221,
        ["x-mac-roman"] = 10000,
    };

    /// <summary>Labels that say nothing of what the bytes beyond ASCII are.</summary>
    private static readonly HashSet<string> s_saysNothing = new(StringComparer.OrdinalIgnoreCase)
    {
        "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "7bit", "8bit", "binary", "unknown", "x-unknown", "unknown-8bit", "default", "none", "null",
    };

    /// <param name="label">As the header says it; null when it says nothing.</param>
    /// <param name="oddity">For staff, when the label is wrong or unknown; null when all is as it says.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? label, out string? oddity)
    {
        oddity = null;
        label = label?.Trim().Trim('"', '\'', ';').Trim();
        if (string.IsNullOrEmpty(label))
            label = null;
        if (Marked(bytes) is { } marked)
        {
            if (label is not null && !label.StartsWith("utf", StringComparison.OrdinalIgnoreCase) && !label.StartsWith("unicode", StringComparison.OrdinalIgnoreCase))
                oddity = $"the charset says {Shown(label)}, but it is {marked.WebName}";
            return marked.GetString(bytes[marked.Preamble.Length..]);
        }

        if (label is not null && IsUtf16(label))
            return Utf16(bytes, label, out oddity);
        if ((label is null || s_saysNothing.Contains(label)) && bytes.IndexOf("\u001b$"u8) >= 0)
            return Find("iso-2022-jp")!.GetString(bytes);
        if (label is null || s_saysNothing.Contains(label))
            return Guess(bytes, label ?? "nothing", Ascii.IsValid(bytes), out oddity);
        if (Find(label) is not { } encoding)
        {
            var text = Guess(bytes, label, false, out _);
            oddity = $"the charset {Shown(label)} is not known here; it was read as {(Utf8.IsValid(bytes) ? "utf-8" : "windows-1252")}";
            return text;
        }

        if (Ascii.IsValid(bytes))
            return encoding.GetString(bytes);
        if (encoding is UTF8Encoding)
            return Guess(bytes, label, Utf8.IsValid(bytes), out oddity);
        if (encoding.IsSingleByte && Utf8.IsValid(bytes))
            return Guess(bytes, label, false, out oddity);
        return encoding.GetString(bytes);
    }

    /// <summary>The encoding of a label; null when no such is known, or none that is safe to read (UTF-7).</summary>
    public static Encoding? Find(string label)
    {
        try
        {
            if (s_codePages.TryGetValue(label, out var page))
                return page == 65001 ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(page);
            return label.Length > 40 ? null : CodePagesEncodingProvider.Instance.GetEncoding(label) ?? Encoding.GetEncoding(label);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Guess(ReadOnlySpan<byte> bytes, string label, bool asSaid, out string? oddity)
    {
        var encoding = MostlyUtf8(bytes) ? Encoding.UTF8 : s_western;
        oddity = asSaid ? null : $"the charset says {Shown(label)}, but it is {encoding.WebName}";
        return encoding.GetString(bytes);
    }

    /// <summary>One broken character in a text of UTF-8 does not make it something else.</summary>
    private static bool MostlyUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return true;
        var (good, bad) = (0, 0);
        while (!bytes.IsEmpty)
        {
            var ascii = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (ascii < 0)
                break;
            bytes = bytes[ascii..];
            if (Rune.DecodeFromUtf8(bytes, out _, out var length) == System.Buffers.OperationStatus.Done)
                good++;
            else
                bad++;
            bytes = bytes[Math.Max(1, length)..];
        }

        return good > bad;
    }

    private static Encoding? Marked(ReadOnlySpan<byte> bytes)
    {
        foreach (var encoding in (ReadOnlySpan<Encoding>)[Encoding.UTF8, Encoding.UTF32, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            if (bytes.StartsWith(encoding.Preamble))
                return encoding;
        }

        return null;
    }

    private static bool IsUtf16(string label) =>
        label.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) || label.StartsWith("utf16", StringComparison.OrdinalIgnoreCase)
        || label.Equals("unicode", StringComparison.OrdinalIgnoreCase) || label.Equals("ucs-2", StringComparison.OrdinalIgnoreCase);

    /// <summary>Without a byte order mark: most text has line ends and spaces, whose zero bytes tell the order.</summary>
    private static string Utf16(ReadOnlySpan<byte> bytes, string label, out string? oddity)
    {
        oddity = null;
        var (even, odd) = (0, 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == 0 && i % 2 == 0)
                even++;
            else if (bytes[i] == 0)
                odd++;
        }

        if (even + odd == 0 && Utf8.IsValid(bytes))
            return Guess(bytes, label, false, out oddity);
        var little = even == odd ? label.EndsWith("le", StringComparison.OrdinalIgnoreCase) : odd > even;
        return (little ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(bytes);
    }

    private static string Shown(string label) => CleanText.First(CleanText.OneLine(label), 40);
}
