using System.Text;
using System.Text.Unicode;

namespace Recovery.Intake.Mail.Mime;

/// <summary>The headers of a mail or a part, unfolded; words of other charsets are still encoded.</summary>
internal sealed record HeaderBlock(IReadOnlyList<MailHeader> Fields, int BodyAt)
{
    /// <summary>The body began without the blank line that must precede it.</summary>
    public bool NoBlankLine { get; init; }

    /// <summary>It goes beyond <see cref="MailLimits.Headers"/> or <see cref="MailLimits.HeaderBytes"/>; what lies beyond is not in it.</summary>
    public bool TooLarge { get; init; }

    public string? First(string name) => All(name).FirstOrDefault();

    public IEnumerable<string> All(string name) =>
        Fields.Where(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(f => f.Value);
}

/// <summary>Reads headers (RFC 5322, 2.2, and raw UTF-8 of RFC 6532) with whatever line ends they have.</summary>
internal static class HeaderReader
{
    private const int LongestName = 200;

    public static HeaderBlock Read(ReadOnlySpan<byte> part)
    {
        var head = part[..Math.Min(part.Length, MailLimits.HeaderBytes + 1)];
        var fields = new List<(Range Name, int From, int To)>();
        var at = Beginning(head);
        while (at < head.Length && fields.Count <= MailLimits.Headers)
        {
            var length = head[at..].IndexOfAny((byte)'\r', (byte)'\n');
            var end = length < 0 ? head.Length : at + length;
            var next = PastLineEnd(head, end);
            if (end == at)
                return Block(head, fields, next);
            if (head[at] is (byte)' ' or (byte)'\t' && fields.Count > 0)
                fields[^1] = (fields[^1].Name, fields[^1].From, end);
            else if (Name(head[at..end]) is { } name)
                fields.Add((at..(at + name.Length), at + name.Colon + 1, end));
            else if (at == 0 && head[..end].StartsWith("From "u8) || head[at..end].StartsWith(">From "u8))
            {
                // The line that mailboxes put before each mail (RFC 4155).
            }
            else
                return Block(head, fields, at) with { NoBlankLine = true };
            at = next;
        }

        var block = Block(head, fields, Math.Min(at, head.Length));
        return block with { TooLarge = fields.Count > MailLimits.Headers || at >= head.Length && part.Length > head.Length };
    }

    private static HeaderBlock Block(ReadOnlySpan<byte> head, List<(Range Name, int From, int To)> fields, int bodyAt)
    {
        string? charset = null;
        var read = new List<MailHeader>(fields.Count);
        foreach (var (name, from, to) in fields)
        {
            var bytes = head[from..to];
            if (!Ascii.IsValid(bytes) && !Utf8.IsValid(bytes))
                charset ??= CharsetOfBody(head, fields) ?? "windows-1252";
            read.Add(new MailHeader(Encoding.ASCII.GetString(head[name]), Unfolded(bytes, charset)));
        }

        return new HeaderBlock(read, bodyAt);
    }

    /// <summary>Raw bytes in a header are as a rule of the charset that the body is in.</summary>
    private static string? CharsetOfBody(ReadOnlySpan<byte> head, List<(Range Name, int From, int To)> fields)
    {
        foreach (var (name, from, to) in fields)
        {
            if (Ascii.EqualsIgnoreCase(head[name], "content-type"u8))
                return HeaderParameters.Read(Encoding.Latin1.GetString(head[from..to]).ReplaceLineEndings("")).Word("charset");
        }

        return null;
    }

    private static string Unfolded(ReadOnlySpan<byte> bytes, string? charset)
    {
        var text = Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Charsets.Decode(bytes, charset, out _);
        return text.AsSpan().ContainsAny('\r', '\n')
            ? text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim()
            : text.Trim();
    }

    private static int Beginning(ReadOnlySpan<byte> head)
    {
        var at = head.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        return at;
    }

    private static int PastLineEnd(ReadOnlySpan<byte> head, int end)
    {
        if (end >= head.Length)
            return head.Length;
        return head[end] == '\r' && end + 1 < head.Length && head[end + 1] == '\n' ? end + 2 : end + 1;
    }

    private static (int Length, int Colon)? Name(ReadOnlySpan<byte> line)
    {
        var colon = line[..Math.Min(line.Length, LongestName)].IndexOf((byte)':');
        if (colon <= 0)
            return null;
        // Blanks before the colon are obsolete, but allowed (RFC 5322, 4.5).
        var name = line[..colon].TrimEnd(" \t"u8);
        return name.IsEmpty || name.IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0 ? null : (name.Length, colon);
    }
}
