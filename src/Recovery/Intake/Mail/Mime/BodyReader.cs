using System.Buffers;
using System.Text;

namespace Recovery.Intake.Mail.Mime;

/// <summary>Tells what of a mail is its text and what are files, and makes the text readable.</summary>
internal sealed class BodyReader(Oddities oddities)
{
    /// <summary>A character of text takes four bytes at most; what is read of one part for <see cref="MailLimits.Text"/>.</summary>
    private const int MostBytes = 4 * MailLimits.Text;

    /// <summary>A plain alternative shorter than this may only say that there is an HTML one.</summary>
    private const int ShortText = 300;

    private static readonly HashSet<string> s_textThatIsNoneToRead = new(StringComparer.Ordinal)
    {
        "text/calendar", "text/csv", "text/vcard", "text/x-vcard", "text/directory", "text/rtf", "text/rfc822-headers", "text/x-amp-html", "text/watch-html",
    };

    private static readonly SearchValues<char> s_behindCharset = SearchValues.Create("\"' />;");

    private readonly Dictionary<MimePart, string> _texts = [];
    private readonly List<MimePart> _files = [];

    /// <summary>In the order of the mail; texts too long to be shown whole come last.</summary>
    public IReadOnlyList<MimePart> Files => _files;

    /// <summary>The text of all parts that are text, a blank line between; at most <see cref="MailLimits.Text"/> characters.</summary>
    public string Read(MimePart mail)
    {
        var pieces = new List<MimePart>();
        Walk(mail, pieces);
        var whole = new StringBuilder();
        var tooLong = false;
        foreach (var piece in pieces)
        {
            var text = whole.Length > MailLimits.Text ? "" : Text(piece);
            var kept = whole.Length > MailLimits.Text || text.Length > MailLimits.Text - whole.Length || piece.Content.Length > MostBytes;
            if (kept)
                _files.Add(piece);
            tooLong |= kept;
            if (text.Length > 0)
                whole.Append(whole.Length > 0 ? "\n\n" : "").Append(text);
        }

        if (tooLong)
            oddities.Add($"its text is longer than {MailLimits.Text:N0} characters; all of it is kept as a file");
        return CleanText.First(whole.ToString(), MailLimits.Text);
    }

    private void Walk(MimePart part, List<MimePart> pieces)
    {
        if (part.MediaType == "multipart/alternative")
            Alternatives(part, pieces);
        else if (part.MediaType == "multipart/related")
            Related(part, pieces);
        else if (part.IsMultipart)
            Each(part.Children, pieces);
        else if (IsText(part, pieces.Count == 0))
            pieces.Add(part);
        else
            _files.Add(part);
    }

    private void Each(IEnumerable<MimePart> parts, List<MimePart> pieces)
    {
        foreach (var part in parts)
            Walk(part, pieces);
    }

    /// <summary>The same in several forms: the plain one if it says anything, else HTML. Files within any of them stay files.</summary>
    private void Alternatives(MimePart part, List<MimePart> pieces)
    {
        List<MimePart>? plain = null, html = null, other = null;
        foreach (var child in part.Children)
        {
            if (child.MediaType is "text/x-amp-html" or "text/watch-html")
                continue;
            var form = new List<MimePart>();
            Walk(child, form);
            if (form.Exists(p => p.MediaType == "text/html"))
                html = form;
            else if (form.Exists(p => Text(p).Length > 0))
                plain ??= form;
            else if (form.Count > 0)
                other ??= form;
        }

        if (plain is not null && html is not null && SaysLess(plain, html))
        {
            oddities.Add("its plain text says less than its HTML, which is shown");
            plain = null;
        }

        pieces.AddRange(plain ?? html ?? other ?? []);
    }

    private bool SaysLess(List<MimePart> plain, List<MimePart> html)
    {
        var length = plain.Sum(p => Text(p).Length);
        return length < ShortText && html.Sum(p => p.Content.Length) > length * 4 && html.Sum(p => Text(p).Length) > length * 3;
    }

    /// <summary>A page and what it shows: pictures are files (RFC 2387).</summary>
    private void Related(MimePart part, List<MimePart> pieces)
    {
        var start = part.Type.Parameter("start");
        var root = (start is null ? null : part.Children.FirstOrDefault(c => c.Headers.First("Content-ID") == start)) ?? part.Children[0];
        Walk(root, pieces);
        _files.AddRange(part.Children.Where(c => c != root).SelectMany(c => c.All()).Where(c => !c.IsMultipart));
    }

    private static bool IsText(MimePart part, bool first)
    {
        if (!part.MediaType.StartsWith("text/", StringComparison.Ordinal) || s_textThatIsNoneToRead.Contains(part.MediaType) || part.IsAttachment)
            return false;
        // Some programs give even the text of the mail a name.
        return first || part.FileName.Length == 0;
    }

    private string Text(MimePart part)
    {
        if (_texts.TryGetValue(part, out var known))
            return known;
        var bytes = part.Content.Span;
        if (bytes.Length > MostBytes)
            bytes = bytes[..(bytes[(MostBytes - 1_000)..MostBytes].LastIndexOf("\n"u8) is var line and >= 0 ? MostBytes - 1_000 + line + 1 : MostBytes)];
        var html = part.MediaType == "text/html";
        var text = Charsets.Decode(bytes, part.Type.Word("charset") ?? (html ? CharsetOfPage(bytes) : null), out var oddity);
        oddities.Add(oddity);
        if (html)
            text = HtmlText.Of(text);
        text = CleanText.Lines(text);
        if (part.Type.Word("format") == "flowed")
            text = FlowedText.Join(text, part.Type.Word("delsp") == "yes");
        _texts[part] = text;
        return text;
    }

    /// <summary>Of the page's own <c>meta</c>, where the mail says nothing: browsers look for it in the first 1024 bytes.</summary>
    private static string? CharsetOfPage(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 1024)]);
        var at = head.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var rest = head.AsSpan(at + "charset=".Length).TrimStart("\"' ");
        var end = rest.IndexOfAny(s_behindCharset);
        return end > 0 ? rest[..end].ToString() : null;
    }
}
