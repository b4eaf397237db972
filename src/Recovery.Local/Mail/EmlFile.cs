using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Recovery.Local.Mail;

/// <summary>
/// Reads the messages that <see cref="OutboxMailer"/> writes: headers, and the text and HTML parts of one
/// <c>multipart/alternative</c>. Own code, since the base library writes mail but reads none; it is no general MIME reader.
/// </summary>
internal sealed partial class EmlFile
{
    private EmlFile(IReadOnlyList<KeyValuePair<string, string>> headers, string body)
    {
        Headers = headers;
        Body = body;
    }

    /// <summary>In the order of the file, unfolded and decoded.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    private string Body { get; }

    public static EmlFile Parse(string eml)
    {
        var end = eml.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (head, body) = end < 0 ? (eml, "") : (eml[..end], eml[(end + 4)..]);
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in head.Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal).Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                headers.Add(new(line[..colon], DecodeWords(line[(colon + 1)..].Trim())));
        }

        return new EmlFile(headers, body);
    }

    public string Header(string name) => Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    public string Part(string mediaType)
    {
        if (Boundary().Match(Header("Content-Type")) is not { Success: true } boundary)
            return "";
        var parts = Body.Split($"--{boundary.Groups["boundary"].Value}", StringSplitOptions.None);
        var part = parts.Skip(1).Select(p => Parse(p.TrimStart('\r', '\n')))
            .FirstOrDefault(p => p.Header("Content-Type").StartsWith(mediaType, StringComparison.OrdinalIgnoreCase));
        return part is null ? "" : Decode(part.Header("Content-Transfer-Encoding"), part.Body);
    }

    private static string Decode(string encoding, string body)
    {
        // The line end before a boundary belongs to the boundary.
        var text = body.EndsWith("\r\n", StringComparison.Ordinal) ? body[..^2] : body;
        return encoding.ToLowerInvariant() switch
        {
            "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(text)),
            "quoted-printable" => Encoding.UTF8.GetString(Unquote(text.Replace("=\r\n", "", StringComparison.Ordinal))),
            _ => text,
        };
    }

    // RFC 2047: neighbouring words are one text, and a character may be cut by the border between them.
    private static string DecodeWords(string value) => EncodedWords().Replace(value, run =>
    {
        var bytes = new List<byte>();
        foreach (Match word in EncodedWord().Matches(run.Value))
        {
            var text = word.Groups["text"].Value;
            bytes.AddRange(word.Groups["how"].Value is "B" or "b" ? Convert.FromBase64String(text) : Unquote(text.Replace('_', ' ')));
        }

        return Encoding.UTF8.GetString([.. bytes]);
    });

    private static byte[] Unquote(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, null, out var quoted))
            {
                bytes.Add(quoted);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex("boundary=\"?(?<boundary>[^\";\\s]+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"=\?utf-8\?[BbQq]\?[^?]*\?=(\s+=\?utf-8\?[BbQq]\?[^?]*\?=)*", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EncodedWords();

    [GeneratedRegex(@"=\?utf-8\?(?<how>[BbQq])\?(?<text>[^?]*)\?=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EncodedWord();
}
