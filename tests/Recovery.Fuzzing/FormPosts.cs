using System.Net;
using System.Text;
using Recovery.Intake.Mail;

namespace Recovery.Fuzzing;

/// <summary>Reads a form post from a file: its Content-Type, an empty line, its body. Forgiving, since fuzzing breaks the file anywhere.</summary>
public static class FormPosts
{
    public static IReadOnlyList<MailFormPart> Read(ReadOnlyMemory<byte> file)
    {
        var head = file.Span.IndexOf("\r\n\r\n"u8);
        var type = head < 0 ? "" : Encoding.Latin1.GetString(file.Span[..head]);
        var body = head < 0 ? file : file[(head + 4)..];
        var boundary = type.IndexOf("boundary=", StringComparison.Ordinal);
        return boundary < 0 ? Fields(body.Span) : Multipart(body, Encoding.Latin1.GetBytes("--" + type[(boundary + 9)..].Trim()));
    }

    private static List<MailFormPart> Fields(ReadOnlySpan<byte> body) =>
    [
        .. Encoding.Latin1.GetString(body).Split('&').Select(f => f.Split('=', 2))
            .Select(f => new MailFormPart(WebUtility.UrlDecode(f[0]), null, null, WebUtility.UrlDecodeToBytes(Encoding.Latin1.GetBytes(f[^1]), 0, f[^1].Length))),
    ];

    private static List<MailFormPart> Multipart(ReadOnlyMemory<byte> body, byte[] delimiter)
    {
        var parts = new List<MailFormPart>();
        var at = body.Span.IndexOf(delimiter);
        while (at >= 0)
        {
            var start = at + delimiter.Length;
            var length = body.Span[start..].IndexOf(delimiter);
            if (length < 0)
                break;
            if (Part(body.Slice(start, length)) is { } part)
                parts.Add(part);
            at = start + length;
        }

        return parts;
    }

    private static MailFormPart? Part(ReadOnlyMemory<byte> part)
    {
        var head = part.Span.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return null;
        var headers = Encoding.UTF8.GetString(part.Span[..head]);
        var content = part[(head + 4)..];
        if (content.Span.EndsWith("\r\n"u8))
            content = content[..^2];
        return new MailFormPart(Quoted(headers, "name") ?? "", Quoted(headers, "filename"), After(headers, "Content-Type: "), content);
    }

    private static string? Quoted(string headers, string name) => After(headers, $" {name}=\"")?.Split('"')[0];

    private static string? After(string headers, string start)
    {
        var at = headers.IndexOf(start, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : headers[(at + start.Length)..].Split("\r\n")[0];
    }
}
