using System.Collections.Immutable;
using System.Text;

namespace Recovery.Intake.Mail;

/// <summary>Tells the lines that mail programs write from those of people.</summary>
internal static class QuoteMarks
{
    private const int AttributionLines = 4;
    private const int LongestAttribution = 400;
    private const int HeaderLines = 8;
    private const int LongestSentFrom = 120;

    /// <summary>Whether a header block, or a line of dashes that names one, begins here. What follows is not marked line by line.</summary>
    public static bool HistoryStartsAt(string[] lines, int i)
    {
        var line = lines[i].AsSpan().Trim();
        if (line.Length >= 20 && line.TrimStart('_').IsEmpty)
        {
            var next = NextWritten(lines, i + 1);
            return next < lines.Length && IsHeaderBlock(lines, next);
        }

        return line[0] switch
        {
            '-' => IsOriginal(line),
            _ => line.IndexOf(':') is > 0 and < 24 && IsHeaderBlock(lines, i),
        };
    }

    /// <summary>Whether the line above a quotation begins here: "On Monday, Shop wrote:".</summary>
    /// <param name="isMarked">Whether the quotation below is marked line by line, so that own words may follow it.</param>
    /// <returns>How many lines it has; 0 when it is none.</returns>
    public static int AttributionAt(string[] lines, int i, out bool isMarked)
    {
        isMarked = false;
        var length = 0;
        var characters = 0;
        for (; length < AttributionLines && i + length < lines.Length; length++)
        {
            var line = lines[i + length].AsSpan().Trim();
            if (line.IsEmpty || line[0] == '>' || (characters += line.Length + 1) > LongestAttribution)
                return 0;
            if (line[^1] == ':')
                break;
        }

        if (length == AttributionLines || i + length >= lines.Length)
            return 0;
        length++;
        var whole = string.Join(' ', lines[i..(i + length)].Select(l => l.Trim()));
        if (!whole.Any(char.IsAsciiDigit))
            return 0;
        var next = NextWritten(lines, i + length);
        isMarked = next < lines.Length && lines[next].AsSpan().TrimStart() is ['>', ..];
        var address = whole.Contains('@', StringComparison.Ordinal);
        // A date, a name with its address and a colon stand above a quotation in any language.
        if (isMarked && address && length == 1 && whole.TrimEnd(':').TrimEnd() is [.., '>' or ')'])
            return length;
        var moment = HasYear(whole) && HasClockTime(whole);
        return (isMarked || address || moment) && QuoteSigns.All.Any(s => IsAttribution(whole, s)) ? length : 0;
    }

    /// <summary>"---------- Forwarded message ----------", "Begin forwarded message:".</summary>
    public static bool IsForward(ReadOnlySpan<char> line) =>
        line.Length < 100 && line[0] is '-' or 'B' or 'A' or 'D' or 'I' && IsNamed(line.Trim("- :\u00a0"), s => s.Forwarded);

    /// <summary>"Sent from my telephone" and the like, alone on its line.</summary>
    public static bool IsSentFrom(string line)
    {
        var bare = line.AsSpan().Trim().Trim("*_");
        if (bare.Length > LongestSentFrom)
            return false;
        foreach (var signs in QuoteSigns.All)
        {
            foreach (var sentFrom in signs.SentFrom)
            {
                if (bare.StartsWith(sentFrom, StringComparison.OrdinalIgnoreCase) && Words(bare[sentFrom.Length..]) <= 8)
                    return true;
            }
        }

        return false;
    }

    public static bool IsDisclaimer(string line)
    {
        var bare = line.AsSpan().Trim().Trim("*_");
        foreach (var signs in QuoteSigns.All)
        {
            foreach (var disclaimer in signs.Disclaimers)
            {
                if (bare.StartsWith(disclaimer, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }

    private static int NextWritten(string[] lines, int i)
    {
        var end = Math.Min(lines.Length, i + AttributionLines);
        while (i < end && string.IsNullOrWhiteSpace(lines[i]))
            i++;
        return i == end ? lines.Length : i;
    }

    private static bool IsAttribution(string whole, QuoteSigns signs)
    {
        var starts = signs.On.Any(on => whole.StartsWith(on + " ", StringComparison.OrdinalIgnoreCase));
        foreach (var wrote in signs.Wrote)
        {
            var at = whole.IndexOf(wrote, StringComparison.OrdinalIgnoreCase);
            if (at <= 0)
                continue;
            var after = at + wrote.Length;
            var isWord = !char.IsLetter(whole[at - 1]) && (after == whole.Length || !char.IsLetter(whole[after]));
            // "Shop <help@shop.example> wrote on Monday:" begins with the name.
            var endsWithIt = whole.AsSpan(after).Trim(" :\u00a0").IsEmpty;
            if (isWord && (starts || endsWithIt || whole.Contains('@', StringComparison.Ordinal) || HasYear(whole)))
                return true;
        }

        return false;
    }

    private static bool IsOriginal(ReadOnlySpan<char> line)
    {
        var name = line.Trim("- ");
        if (line.Length - name.Length < 4)
            return false;
        return IsNamed(name, s => s.Original);
    }

    private static bool IsNamed(ReadOnlySpan<char> name, Func<QuoteSigns, ImmutableArray<string>> names)
    {
        foreach (var signs in QuoteSigns.All)
        {
            foreach (var known in names(signs))
            {
                if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }

    private static bool IsHeaderBlock(string[] lines, int first)
    {
        foreach (var signs in QuoteSigns.All)
        {
            if (!IsField(lines[first], signs.From))
                continue;
            var (sent, to, subject) = (false, false, false);
            var end = Math.Min(lines.Length, first + HeaderLines);
            for (var i = first + 1; i < end; i++)
            {
                sent |= IsField(lines[i], signs.Sent);
                to |= IsField(lines[i], signs.To);
                subject |= IsField(lines[i], signs.Subject);
            }

            if ((sent ? 1 : 0) + (to ? 1 : 0) + (subject ? 1 : 0) >= 2)
                return true;
        }

        return false;
    }

    /// <summary>"From: ", with the stars of bold print and French spacing: "*De :* ".</summary>
    private static bool IsField(string line, IEnumerable<string> names)
    {
        var bare = line.AsSpan().TrimStart(" \t*");
        var colon = bare.IndexOf(':');
        if (colon is < 1 or > 24)
            return false;
        var name = bare[..colon].Trim(" *\u00a0");
        foreach (var known in names)
        {
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool HasYear(string text)
    {
        for (var i = 0; i + 4 <= text.Length; i++)
        {
            if (text.AsSpan(i, 2) is "19" or "20" && char.IsAsciiDigit(text[i + 2]) && char.IsAsciiDigit(text[i + 3]))
                return true;
        }

        return false;
    }

    private static bool HasClockTime(string text)
    {
        for (var i = 1; i + 2 < text.Length; i++)
        {
            if (text[i] is ':' or '.' or 'h' && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]) && char.IsAsciiDigit(text[i + 2]))
                return true;
        }

        return false;
    }

    private static int Words(ReadOnlySpan<char> text)
    {
        var words = 0;
        foreach (var rune in text.Trim().EnumerateRunes())
            words += Rune.IsWhiteSpace(rune) ? 1 : 0;
        return words;
    }
}
