using NodaTime;

namespace Recovery.Intake.Mail.Mime;

/// <summary>Reads the date of a mail (RFC 5322, 3.3, and the obsolete forms of 4.3).</summary>
internal static class MailDates
{
    private static readonly string[] s_months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly Instant s_earliest = Instant.FromUtc(1990, 1, 1, 0, 0);

    /// <returns>Null when it cannot be read, or lies before 1990 or more than a day after <paramref name="now"/>.</returns>
    public static Instant? Read(string? header, Instant now) =>
        header is not null && Parse(header) is { } date && date >= s_earliest && date <= now + Duration.FromDays(1) ? date : null;

    private static Instant? Parse(string header)
    {
        if (header.Length > 200)
            return null;
        if (header.IndexOf('(') is var comment and >= 0)
            header = header[..comment];
        var words = header.Split([' ', '\t', ',', '-'], StringSplitOptions.RemoveEmptyEntries);
        var at = words.Length > 0 && !char.IsAsciiDigit(words[0][0]) ? 1 : 0;
        if (words.Length < at + 4 || !int.TryParse(words[at], out var day) || !int.TryParse(words[at + 2], out var year))
            return null;
        var month = words[at + 1].Length < 3 ? -1 : Array.IndexOf(s_months, words[at + 1][..3].ToLowerInvariant());
        // Years of two or three digits (RFC 5322, 4.3).
        year += words[at + 2].Length switch { 2 when year < 50 => 2000, 2 or 3 => 1900, _ => 0 };
        if (month < 0 || year is < 1900 or > 9998 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month + 1))
            return null;
        if (Time(words[at + 3]) is not { } time || Zone(header, words.AsSpan(at + 4)) is not { } zone)
            return null;
        return (new LocalDate(year, month + 1, day) + time).WithOffset(zone).ToInstant();
    }

    private static LocalTime? Time(string word)
    {
        Span<int> numbers = [0, 0, 0];
        var count = 0;
        foreach (var range in word.AsSpan().Split(':'))
        {
            if (count == 3 || !int.TryParse(word.AsSpan(range), out numbers[count++]))
                return null;
        }

        // A leap second is the second before it.
        if (numbers[2] == 60)
            numbers[2] = 59;
        return count < 2 || numbers[0] is < 0 or > 23 || numbers[1] is < 0 or > 59 || numbers[2] is < 0 or > 59
            ? null
            : new LocalTime(numbers[0], numbers[1], numbers[2]);
    }

    /// <summary>An unknown or missing zone is UTC (RFC 5322, 4.3); the sign was lost in the splitting and is looked up.</summary>
    private static Offset? Zone(string header, ReadOnlySpan<string> rest)
    {
        if (rest.IsEmpty)
            return Offset.Zero;
        var word = rest[0].TrimStart('+');
        if (word.Length is 4 && int.TryParse(word, System.Globalization.NumberStyles.None, null, out var number))
        {
            var (hours, minutes) = (number / 100, number % 100);
            if (hours > 15 || minutes > 59)
                return null;
            var offset = Offset.FromHoursAndMinutes(hours, minutes);
            return header.Contains($"-{word}", StringComparison.Ordinal) && !rest[0].StartsWith('+') ? -offset : offset;
        }

        return word.ToUpperInvariant() switch
        {
            "EDT" => Offset.FromHours(-4),
            "EST" or "CDT" => Offset.FromHours(-5),
            "CST" or "MDT" => Offset.FromHours(-6),
            "MST" or "PDT" => Offset.FromHours(-7),
            "PST" => Offset.FromHours(-8),
            _ => Offset.Zero,
        };
    }
}
