namespace Recovery.Intake.Mail.Mime;

/// <summary>Message ids (RFC 5322, 3.6.4) out of headers, without their angle brackets.</summary>
internal static class MessageIds
{
    /// <summary>A line of a mail has 998 characters at most, and ids are never folded.</summary>
    private const int Longest = 996;

    /// <summary>In order. Where no brackets are, each word with an @ is one.</summary>
    public static IEnumerable<string> In(string header)
    {
        var bracketed = false;
        for (var at = header.IndexOf('<'); at >= 0 && at < header.Length; at = header.IndexOf('<', at + 1))
        {
            var end = header.AsSpan(at + 1).IndexOfAny('<', '>');
            if (end < 0)
                break;
            bracketed = true;
            if (header[at + 1 + end] == '>' && Usable(header.AsSpan(at + 1, end)) is { } id)
                yield return id;
            at += end;
        }

        if (bracketed)
            yield break;
        foreach (var word in header.Split([' ', '\t', ',', ';', '<', '>', '"'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Contains('@', StringComparison.Ordinal) && Usable(word) is { } id)
                yield return id;
        }
    }

    /// <returns>Null when there is none that could be found again.</returns>
    public static string? Own(string? header)
    {
        if (header is null)
            return null;
        return In(header).FirstOrDefault() ?? (header.AsSpan().ContainsAny('<', '>', ' ') ? null : Usable(header));
    }

    private static string? Usable(ReadOnlySpan<char> written)
    {
        var id = written.Trim();
        if (id.IsEmpty || id.Length > Longest)
            return null;
        foreach (var c in id)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c) || c == '\uFFFD')
                return null;
        }

        return id.ToString();
    }
}
