using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Recovery.Intake.Mail.Mime;

namespace Recovery.Intake.Mail.Providers;

/// <summary>A mail that a provider took apart, put together again: the same parts give the same bytes.</summary>
internal sealed class RebuiltMail
{
    /// <summary>Bytes of one header: 200 addresses of the longest kind.</summary>
    private const int LongestHeader = 64 * 1024;

    /// <summary>Written anew here, for the parts are no longer those that they speak of.</summary>
    private static readonly HashSet<string> s_replaced = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID", "Content-Description", "Content-Length", "MIME-Version",
    };

    private static readonly SearchValues<char> s_inNames =
        SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~");

    private readonly List<(string Name, string Value)> _first = [];
    private readonly List<(string Name, string Value)> _others = [];
    private readonly List<(string Head, ReadOnlyMemory<byte> Content)> _files = [];
    private readonly HashSet<string> _set = new(StringComparer.OrdinalIgnoreCase);
    private string? _type;

    public Oddities Oddities { get; init; } = new();

    public string? Plain { get; set; }

    public string? Html { get; set; }

    /// <summary>A header as the provider read it; it stands in place of the one that came with the mail.</summary>
    public void Set(string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return;
        _set.Add(name);
        _first.Add((name, Fit(name, value)));
    }

    /// <summary>A header as it came. It can begin no other: line ends are blanks.</summary>
    public void Add(string name, string value)
    {
        name = name.Trim();
        if (name.Length is 0 or > 100 || name.AsSpan().ContainsAnyExcept(s_inNames))
            Oddities.Add("a header whose name is none was left out");
        else if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            _type ??= value;
        else if (!s_replaced.Contains(name) && !_set.Contains(name))
            _others.Add((name, Fit(name, value)));
    }

    public bool HasHeader(string name) =>
        _set.Contains(name) || _others.Exists(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <param name="mediaType">As the provider says it; unbelievable ones become <c>application/octet-stream</c>.</param>
    public void AddFile(string? name, string? mediaType, ReadOnlyMemory<byte> content)
    {
        var type = CleanText.OneLine(mediaType ?? "");
        var bare = type.Split(';', 2)[0].Trim().ToLowerInvariant();
        var known = bare.Length <= 100 && bare.Split('/') is [{ Length: > 0 } kind, { Length: > 0 } sub]
            && !kind.AsSpan().ContainsAnyExcept(s_inNames) && !sub.AsSpan().ContainsAnyExcept(s_inNames)
            && kind != "multipart";
        // A file's charset tells how to read it; other parameters of a sender's have no place here.
        var charset = known && HeaderParameters.Read(type).Word("charset") is { Length: > 0 and < 40 } word && !word.AsSpan().ContainsAnyExcept(s_inNames) ? $"; charset={word}" : "";
        var fileName = Uri.EscapeDataString(FileNames.Clean(name));
        _files.Add(($"Content-Type: {(known ? bare : "application/octet-stream")}{charset}\r\nContent-Disposition: attachment; filename*=utf-8''{fileName}\r\n", content));
    }

    /// <exception cref="UnreadableMailException">It goes beyond <see cref="MailLimits"/>.</exception>
    public InboundMail Read(MailEnvelope envelope, Instant now)
    {
        if (_files.Count > MailLimits.Files)
            throw new UnreadableMailException($"it has more than {MailLimits.Files} files");
        var mail = MimeMail.Read(Bytes(), envelope, now);
        return mail with { Oddities = [.. Oddities.All(), .. mail.Oddities] };
    }

    private byte[] Bytes()
    {
        var boundary = Boundary();
        var mail = new ArrayBufferWriter<byte>();
        foreach (var (name, value) in _first.Concat(_others).Take(MailLimits.Headers - 5))
            Write(mail, $"{name}: {value}\r\n");
        Write(mail, "MIME-Version: 1.0\r\n");
        Write(mail, $"Content-Type: {Report() ?? "multipart/mixed"}; boundary=\"{boundary}\"\r\n\r\n");
        Write(mail, $"--{boundary}\r\nContent-Type: multipart/alternative; boundary=\"{boundary}-words\"\r\n\r\n");
        WriteText(mail, boundary, "text/plain", Plain);
        WriteText(mail, boundary, "text/html", Html);
        Write(mail, $"--{boundary}-words--\r\n");
        foreach (var (head, content) in _files)
        {
            Write(mail, $"\r\n--{boundary}\r\n{head}Content-Transfer-Encoding: binary\r\n\r\n");
            mail.Write(content.Span);
        }

        Write(mail, $"\r\n--{boundary}--\r\n");
        return mail.WrittenSpan.ToArray();
    }

    private static void WriteText(ArrayBufferWriter<byte> mail, string boundary, string type, string? text)
    {
        if (text is null)
            return;
        Write(mail, $"--{boundary}-words\r\nContent-Type: {type}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
        Write(mail, text);
        Write(mail, "\r\n");
    }

    /// <summary>What a report is about stands in its files.</summary>
    private string? Report()
    {
        var type = HeaderParameters.Read(_type ?? "");
        if (type.Value != "multipart/report")
            return null;
        var report = type.Word("report-type") ?? "";
        return report.Length > 0 && !report.AsSpan().ContainsAnyExcept(s_inNames) ? $"multipart/report; report-type={report}" : "multipart/report";
    }

    /// <summary>Made of what it parts, so that nobody can write it into a mail beforehand.</summary>
    private string Boundary()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Plain ?? ""));
        hash.AppendData(Encoding.UTF8.GetBytes(Html ?? ""));
        foreach (var (_, content) in _files)
            hash.AppendData(content.Span);
        return $"part-{Convert.ToHexStringLower(hash.GetHashAndReset())[..40]}";
    }

    private string Fit(string name, string value)
    {
        var line = CleanText.OneLine(value);
        if (line.Length <= LongestHeader)
            return line;
        Oddities.Add($"its header {name} is longer than is read; its beginning was");
        var end = line.LastIndexOf(',', LongestHeader);
        return CleanText.First(line, end > 0 ? end : LongestHeader);
    }

    private static void Write(ArrayBufferWriter<byte> mail, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        mail.Advance(Encoding.UTF8.GetBytes(text, mail.GetSpan(length)));
    }
}
