using System.Buffers;
using System.Text;

namespace Recovery.Intake.Mail.Mime;

/// <summary>
/// Takes a mail apart into its parts (RFC 2046, 5.1). Nothing is copied: parts are pieces of the mail's bytes. Each depth is
/// scanned once, so that time is at most <see cref="MailLimits.Depth"/> times the length.
/// </summary>
internal sealed class PartReader(Oddities oddities)
{
    /// <summary>RFC 2046 allows 70.</summary>
    private const int LongestBoundary = 250;

    private const int LongestMediaType = 127;

    /// <summary>Of all parts together, since headers are kept as text while files are not.</summary>
    private const int MostHeaderBytes = 4 * MailLimits.HeaderBytes;

    /// <summary>How much of a delimiter is searched for; the rest is compared where a line begins with it, so that no sender can make the search slow.</summary>
    private const int Searched = 10;

    private static readonly SearchValues<byte> s_lineEnds = SearchValues.Create("\r\n"u8);

    private int _parts;
    private int _headerBytes;

    /// <exception cref="UnreadableMailException">It goes beyond <see cref="MailLimits"/>.</exception>
    public MimePart Read(ReadOnlyMemory<byte> raw, int depth, string impliedType = "text/plain")
    {
        if (depth > MailLimits.Depth)
            throw new UnreadableMailException($"it has parts inside parts more than {MailLimits.Depth} deep");
        if (++_parts > MailLimits.Parts)
            throw new UnreadableMailException($"it has more than {MailLimits.Parts} parts");
        var headers = HeaderReader.Read(raw.Span);
        if (headers.TooLarge)
            throw new UnreadableMailException($"it has more than {MailLimits.Headers} headers or {MailLimits.HeaderBytes / 1024} KB of them");
        if ((_headerBytes += headers.BodyAt) > MostHeaderBytes)
            throw new UnreadableMailException($"its parts have more than {MostHeaderBytes / 1024} KB of headers together");
        var type = HeaderParameters.Read(headers.First("Content-Type") ?? "");
        var mediaType = IsMediaType(type.Value) ? type.Value : impliedType;
        var body = raw[headers.BodyAt..];
        if (!mediaType.StartsWith("multipart/", StringComparison.Ordinal))
            return new MimePart(headers, mediaType, type, body, depth, oddities);

        var children = Children(body, Boundary(type, body.Span), depth + 1, mediaType == "multipart/digest" ? "message/rfc822" : "text/plain");
        if (children.Count == 0)
            oddities.Add("it says that it has parts, but none was found; all of it is read as text");
        return new MimePart(headers, children.Count == 0 ? "text/plain" : mediaType, type, body, depth, oddities) { Children = children };
    }

    private List<MimePart> Children(ReadOnlyMemory<byte> body, byte[]? boundary, int depth, string impliedType)
    {
        var children = new List<MimePart>();
        if (boundary is null)
            return children;
        int? begin = null;
        for (var at = 0; ;)
        {
            var (line, next, last) = Delimiter(body.Span, at, boundary);
            if (begin is { } from)
                children.Add(Read(body[from..Math.Max(from, BeforeLineEnd(body.Span, line))], depth, impliedType));
            if (line == body.Length)
            {
                if (begin is not null)
                    oddities.Add("its last part is not ended: the mail may have been cut");
                return children;
            }

            if (last)
                return children;
            begin = at = next;
        }
    }

    /// <summary>The next line that parts the parts, from the beginning of a line on.</summary>
    /// <param name="boundary">With the two hyphens before it.</param>
    /// <returns>Where it begins (the body's length when there is none), where the line behind it begins, and whether it ends the parts.</returns>
    private static (int Line, int Next, bool Last) Delimiter(ReadOnlySpan<byte> body, int at, ReadOnlySpan<byte> boundary)
    {
        var delimiter = boundary[..Math.Min(boundary.Length, Searched)];
        while (at < body.Length)
        {
            var hit = body[at..].IndexOf(delimiter);
            if (hit < 0)
                break;
            var line = at + hit;
            var end = EndOfLine(body, line);
            if (line == 0 || body[line - 1] is (byte)'\r' or (byte)'\n')
            {
                var text = body[line..end];
                if (text.StartsWith(boundary))
                {
                    // Blanks may follow, nothing else may: "b1" is no end of "b".
                    var rest = text[boundary.Length..].TrimEnd(" \t"u8);
                    if (rest.IsEmpty || rest.SequenceEqual("--"u8))
                        return (line, PastLineEnd(body, end), !rest.IsEmpty);
                }
            }

            at = PastLineEnd(body, end);
        }

        return (body.Length, body.Length, true);
    }

    /// <summary>The line end before a delimiter belongs to the delimiter.</summary>
    private static int BeforeLineEnd(ReadOnlySpan<byte> body, int line)
    {
        if (line == body.Length)
            return line;
        if (line > 0 && body[line - 1] == '\n')
            line--;
        else if (line > 0 && body[line - 1] == '\r')
            return line - 1;
        return line > 0 && body[line - 1] == '\r' ? line - 1 : line;
    }

    private static int EndOfLine(ReadOnlySpan<byte> body, int at) =>
        body[at..].IndexOfAny(s_lineEnds) is var length and >= 0 ? at + length : body.Length;

    private static int PastLineEnd(ReadOnlySpan<byte> body, int end)
    {
        if (end >= body.Length)
            return body.Length;
        return body[end] == '\r' && end + 1 < body.Length && body[end + 1] == '\n' ? end + 2 : end + 1;
    }

    /// <summary>With the two hyphens before it; null when there is none that could be found.</summary>
    private byte[]? Boundary(HeaderParameters type, ReadOnlySpan<byte> body)
    {
        if (type.Parameter("boundary") is { Length: > 0 } said)
            return said.Length <= LongestBoundary ? Encoding.UTF8.GetBytes("--" + said) : null;
        // Some senders lose the parameter; the first line that looks like a delimiter tells it.
        for (var at = 0; at < body.Length;)
        {
            var end = EndOfLine(body, at);
            if (body[at..end].StartsWith("--"u8) && end - at > 4 && end - at <= LongestBoundary)
            {
                oddities.Add("it does not say what parts its parts; it was found out");
                return body[at..end].TrimEnd(" \t"u8).ToArray();
            }

            at = PastLineEnd(body, end);
        }

        return null;
    }

    private static bool IsMediaType(string value)
    {
        if (value.Length > LongestMediaType || value.IndexOf('/') is var slash && (slash <= 0 || slash == value.Length - 1))
            return false;
        return value.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '+' or '.' or '_') && value.LastIndexOf('/') == value.IndexOf('/');
    }
}
