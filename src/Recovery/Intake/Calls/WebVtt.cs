using System.Globalization;
using System.Net;
using System.Text;
using NodaTime;

namespace Recovery.Intake.Calls;

/// <summary>WebVTT (W3C). Own reader: a list of cues with voices is all that is wanted of it, and no library of the registry reads voices.</summary>
internal static class WebVtt
{
    public static ReadCall Read(ReadOnlyMemory<byte> body)
    {
        var lines = Encoding.UTF8.GetString(body.Span).TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        if (!lines[0].StartsWith("WEBVTT", StringComparison.Ordinal) || (lines[0].Length > 6 && lines[0][6] is not (' ' or '\t')))
            throw Fault(0, "must begin with WEBVTT");
        var phrases = new List<SpokenPhrase>();
        var voices = false;
        var at = SkipBlock(lines, 0);
        while (at < lines.Length)
        {
            if (lines[at].Length == 0)
            {
                at++;
                continue;
            }

            var end = SkipBlock(lines, at);
            var timing = lines[at].Contains("-->", StringComparison.Ordinal) ? at : at + 1;
            if (timing < end && lines[timing].Contains("-->", StringComparison.Ordinal))
            {
                var (from, until) = Timing(lines[timing], timing);
                voices |= Cue(string.Join('\n', lines, timing + 1, end - timing - 1), from, until, phrases);
                if (phrases.Count > CallLimits.Lines)
                    throw Fault(at, "is more than is read of one call");
            }
            else if (!IsBesides(lines[at]))
            {
                throw Fault(at, "is no cue: the line with its times is missing");
            }

            at = end;
        }

        return new ReadCall(voices ? phrases : Labels.Of(phrases));
    }

    private static int SkipBlock(string[] lines, int at)
    {
        while (at < lines.Length && lines[at].Length > 0)
            at++;
        return at;
    }

    private static bool IsBesides(string line) =>
        ((string[])["NOTE", "STYLE", "REGION"]).Any(word => line.StartsWith(word, StringComparison.Ordinal) && (line.Length == word.Length || line[word.Length] is ' ' or '\t'));

    private static (Duration From, Duration Until) Timing(string line, int number)
    {
        var arrow = line.IndexOf("-->", StringComparison.Ordinal);
        var rest = line.AsSpan(arrow + 3).Trim(" \t");
        var settings = rest.IndexOfAny(' ', '\t');
        if (!TryTime(line.AsSpan(0, arrow).Trim(" \t"), out var from))
            throw Fault(number, "has a start that is no time such as 00:01:02.500");
        if (!TryTime(settings < 0 ? rest : rest[..settings], out var until))
            throw Fault(number, "has an end that is no time such as 00:01:02.500");
        return until < from ? throw Fault(number, "ends before it begins") : (from, until);
    }

    /// <summary><c>mm:ss.mmm</c>, with two or more digits of hours before it.</summary>
    private static bool TryTime(ReadOnlySpan<char> text, out Duration time)
    {
        time = default;
        if (text.Length is < 9 or > 13 || text[^4] != '.' || text[^7] != ':')
            return false;
        var hours = 0;
        if (text.Length > 9 && (text.Length < 12 || text[^10] != ':' || !TryNumber(text[..^10], 999, out hours)))
            return false;
        if (!TryNumber(text[^9..^7], 59, out var minutes) || !TryNumber(text[^6..^4], 59, out var seconds) || !TryNumber(text[^3..], 999, out var thousandths))
            return false;
        time = Duration.FromMilliseconds((((hours * 60L) + minutes) * 60 + seconds) * 1000 + thousandths);
        return time <= CallLimits.Longest;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;

    /// <summary>Several voices may speak in one cue; its times are then those of each.</summary>
    /// <returns>Whether it names a voice.</returns>
    private static bool Cue(string payload, Duration from, Duration until, List<SpokenPhrase> phrases)
    {
        var (voice, any) = ("", false);
        var text = new StringBuilder();
        for (var i = 0; i < payload.Length;)
        {
            if (payload[i] != '<')
            {
                var next = payload.IndexOf('<', i);
                next = next < 0 ? payload.Length : next;
                text.Append(payload, i, next - i);
                i = next;
                continue;
            }

            var close = payload.IndexOf('>', i);
            close = close < 0 ? payload.Length : close;
            var tag = payload.AsSpan(i + 1, close - i - 1);
            i = Math.Min(close + 1, payload.Length);
            var opens = tag is ['v', ' ' or '\t' or '\n' or '.', ..];
            if (!opens && !tag.SequenceEqual("/v"))
                continue;
            Flush();
            any |= opens;
            // The classes of a voice come before its name.
            var name = opens ? tag.IndexOfAny(' ', '\t', '\n') : -1;
            voice = name < 0 ? "" : WebUtility.HtmlDecode(tag[(name + 1)..].ToString()).Trim();
        }

        Flush();
        return any;

        void Flush()
        {
            if (!text.ToString().AsSpan().Trim().IsEmpty)
                phrases.Add(new(voice, from, until, WebUtility.HtmlDecode(text.ToString())));
            text.Clear();
        }
    }

    private static UnreadableTranscriptException Fault(int line, string reason) => new($"line {line + 1}", reason);
}
