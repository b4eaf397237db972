using System.Globalization;
using System.Text;
using NodaTime;

namespace Recovery.Intake.Calls;

/// <summary>Plain text: <c>Agent: ...</c>, <c>[00:01:02] Caller: ...</c>, <c>Caller (1:02): ...</c>, or lines without speakers.</summary>
internal static class DialogueText
{
    public static ReadCall Read(ReadOnlyMemory<byte> body)
    {
        var phrases = new List<SpokenPhrase>();
        foreach (var raw in Decode(body.Span).EnumerateLines())
        {
            var line = raw.Trim();
            if (line.IsEmpty)
                continue;
            if (phrases.Count == CallLimits.Lines)
                throw new UnreadableTranscriptException("$", string.Create(CultureInfo.InvariantCulture, $"has more than the {CallLimits.Lines:N0} lines that are read of one call"));
            var at = TakeTime(ref line, leading: true);
            var text = at is null && TimeAfterLabel(line, out at) is { } without ? without : line.ToString();
            phrases.Add(new("", at, null, text));
        }

        return new ReadCall(Labels.Of(phrases, follow: true));
    }

    private static ReadOnlySpan<char> Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (bytes.Contains((byte)0))
            throw new UnreadableTranscriptException("$", "is no text: it has zero bytes in it");
        // Text that is not UTF-8 is mostly of an older Western program.
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF') : Encoding.Latin1.GetString(bytes);
    }

    /// <summary><c>Caller (1:02): words</c> without its time; null when there is none.</summary>
    private static string? TimeAfterLabel(ReadOnlySpan<char> line, out Duration? at)
    {
        at = null;
        var open = line[..Math.Min(line.Length, 60)].IndexOfAny('(', '[');
        if (open < 1)
            return null;
        var rest = line[open..];
        at = TakeTime(ref rest, leading: false);
        return at is not null && rest is [':', ..] ? $"{line[..open].TrimEnd()}{rest}" : null;
    }

    /// <summary>A time in brackets, or bare at the beginning of a line; of a span of times the first.</summary>
    private static Duration? TakeTime(ref ReadOnlySpan<char> line, bool leading)
    {
        var bracket = line is ['[' or '(', ..];
        if (!bracket && !leading)
            return null;
        var start = bracket ? 1 : 0;
        var end = start;
        while (end < line.Length && end < start + 40 && (char.IsAsciiDigit(line[end]) || line[end] is ':' or '.' or ',' || (bracket && line[end] is ' ' or '-' or '>' or '–')))
            end++;
        var inside = line[start..end].Trim();
        var span = inside.IndexOfAny(' ', '-', '–');
        if (!TryTime((span < 0 ? inside : inside[..span]).TrimEnd(":,."), out var time) || (bracket && (end == line.Length || line[end] is not (']' or ')'))))
            return null;
        line = line[Math.Min(line.Length, bracket ? end + 1 : end)..].TrimStart();
        if (leading)
            line = line.TrimStart("-–").TrimStart();
        return time;
    }

    private static bool TryTime(ReadOnlySpan<char> text, out Duration time)
    {
        time = default;
        Span<Range> parts = stackalloc Range[4];
        var count = text.Split(parts, ':');
        if (count is < 2 or > 3)
            return false;
        var seconds = 0.0;
        for (var i = 0; i < count; i++)
        {
            var part = text[parts[i]];
            var last = i == count - 1;
            if (part.Length is 0 or > 6 || !double.TryParse(part, last ? NumberStyles.AllowDecimalPoint : NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || (i > 0 && number >= 60))
            {
                return false;
            }

            seconds = (seconds * 60) + number;
        }

        time = Duration.FromMilliseconds(Math.Round(seconds * 1000));
        return time <= CallLimits.Longest;
    }
}
