using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Recovery.Intake.Calls;

/// <summary>Masks numbers in a document whose shape is not known, and leaves the rest of it as it is.</summary>
internal static class MaskedDocument
{
    // Members with endings like these hold no words: ids, times, counts. Their values have digits that look like a card's.
    private static readonly string[] s_noWords =
    [
        "id", "sid", "time", "offset", "ticks", "duration", "confidence", "channel", "speaker", "label", "locale", "kind", "type", "status", "url", "uri", "date",
        "index", "timestamp", "millis", "source", "score", "version", "key", "created", "updated",
    ];

    public static (string Text, int Masked) Mask(string text)
    {
        var start = text.AsSpan().TrimStart(" \t\r\n\uFEFF");
        if (IsJson(start) && Strings(text) is { } strings)
            return Json(text, strings);
        return start.StartsWith("Transcription") || text.Contains("&TranscriptionText=", StringComparison.Ordinal) ? Form(text) : Plain(text);
    }

    /// <summary>As far as its beginning tells; a line of text may begin with a time in brackets.</summary>
    private static bool IsJson(ReadOnlySpan<char> text) =>
        text is ['{' or '[', ..] && text[1..].TrimStart() is ['"' or '{' or '[', ..];

    private static (string Text, int Masked) Plain(string text) => Replace(text, NumberMasks.Places(text));

    private static (string Text, int Masked) Form(string text)
    {
        var masked = 0;
        var pairs = text.Split('&');
        for (var i = 0; i < pairs.Length; i++)
        {
            var at = pairs[i].IndexOf('=', StringComparison.Ordinal);
            if (at < 0 || HasNoWords(pairs[i].AsSpan(0, at)))
                continue;
            var (value, found) = Plain(WebUtility.UrlDecode(pairs[i][(at + 1)..]));
            if (found > 0)
                pairs[i] = $"{pairs[i][..at]}={WebUtility.UrlEncode(value)}";
            masked += found;
        }

        return (string.Join('&', pairs), masked);
    }

    /// <summary>The strings of one member name are read as one text: some services list every word by itself.</summary>
    private static (string Text, int Masked) Json(string text, Dictionary<string, List<JsonText>> strings)
    {
        var edits = new List<MaskedPlace>();
        foreach (var (name, pieces) in strings)
        {
            if (HasNoWords(name))
                continue;
            var all = string.Join('\n', pieces.Select(p => p.Value));
            var (from, piece) = (0, 0);
            var places = NumberMasks.Places(all);
            for (var at = 0; at < places.Count; at++)
            {
                while (from + pieces[piece].Value.Length < places[at].Start)
                    from += pieces[piece++].Value.Length + 1;
                // A place may go on over the next strings, which then hold the rest of the same number.
                var (next, start) = (piece, from);
                for (; next < pieces.Count && start < places[at].End; start += pieces[next++].Value.Length + 1)
                    pieces[next].Places.Add(new(Math.Max(0, places[at].Start - start), Math.Min(pieces[next].Value.Length, places[at].End - start), places[at].Mask));
            }

            foreach (var changed in pieces.Where(p => p.Places.Count > 0))
                edits.Add(new(changed.Start, changed.End, JsonSerializer.Serialize(Replace(changed.Value, changed.Places).Text)));
        }

        edits.Sort((a, b) => a.Start.CompareTo(b.Start));
        return Replace(text, edits);
    }

    private static (string Text, int Masked) Replace(string text, IReadOnlyList<MaskedPlace> places)
    {
        if (places.Count == 0)
            return (text, 0);
        var masked = new StringBuilder(text.Length);
        var at = 0;
        foreach (var place in places)
        {
            masked.Append(text, at, place.Start - at).Append(place.Mask);
            at = place.End;
        }

        return (masked.Append(text, at, text.Length - at).ToString(), places.Count);
    }

    private static bool HasNoWords(ReadOnlySpan<char> name)
    {
        foreach (var ending in s_noWords)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Every string that is a value, by the name of its member. Scanned by hand: a document that breaks off, or is none at its
    /// end, has strings to be masked all the same. Null when it has none.
    /// </summary>
    private static Dictionary<string, List<JsonText>>? Strings(string text)
    {
        var strings = new Dictionary<string, List<JsonText>>(StringComparer.Ordinal);
        var name = "";
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '"')
                continue;
            var start = i++;
            while (i < text.Length && text[i] != '"')
                i += text[i] == '\\' ? 2 : 1;
            var end = Math.Min(i + 1, text.Length);
            var value = Unescaped(text.AsSpan(start + 1, Math.Max(0, Math.Min(i, text.Length) - start - 1)));
            var colon = end;
            while (colon < text.Length && text[colon] is ' ' or '\t' or '\r' or '\n')
                colon++;
            if (colon < text.Length && text[colon] == ':')
            {
                name = value;
                continue;
            }

            ref var pieces = ref CollectionsMarshal.GetValueRefOrAddDefault(strings, name, out _);
            (pieces ??= []).Add(new(start, end, value));
        }

        return strings.Count == 0 ? null : strings;
    }

    private static string Unescaped(ReadOnlySpan<char> raw)
    {
        if (!raw.Contains('\\'))
            return raw.ToString();
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 == raw.Length)
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u' && i + 4 < raw.Length && ushort.TryParse(raw.Slice(i + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code))
            {
                text.Append((char)code);
                i += 4;
            }
            else
            {
                text.Append(raw[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var c => c });
            }
        }

        return text.ToString();
    }

    private sealed record JsonText(int Start, int End, string Value)
    {
        public List<MaskedPlace> Places { get; } = [];
    }
}
