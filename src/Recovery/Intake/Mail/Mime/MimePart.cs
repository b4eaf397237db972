namespace Recovery.Intake.Mail.Mime;

/// <summary>One part of a mail, or the whole of it.</summary>
internal sealed class MimePart(HeaderBlock headers, string mediaType, HeaderParameters type, ReadOnlyMemory<byte> body, int depth, Oddities oddities)
{
    private readonly HeaderParameters _disposition = HeaderParameters.Read(headers.First("Content-Disposition") ?? "");
    private ReadOnlyMemory<byte>? _content;

    public HeaderBlock Headers => headers;

    /// <summary>Lower case, such as <c>text/plain</c>; what the parent implies where the part says nothing usable.</summary>
    public string MediaType => mediaType;

    public HeaderParameters Type => type;

    /// <summary>0 for the mail itself.</summary>
    public int Depth => depth;

    public IReadOnlyList<MimePart> Children { get; init; } = [];

    public bool IsMultipart => Children.Count > 0;

    public bool IsMessage => mediaType is "message/rfc822" or "message/global";

    public bool IsAttachment => _disposition.Value == "attachment";

    /// <summary>Cleaned; empty when the sender gave none.</summary>
    public string FileName => field ??= FileNames.Clean(_disposition.Parameter("filename") ?? type.Parameter("name"));

    /// <summary>The bytes without their transfer encoding.</summary>
    public ReadOnlyMemory<byte> Content
    {
        get
        {
            if (_content is { } known)
                return known;
            var content = TransferEncodings.Decode(body, HeaderParameters.Read(headers.First("Content-Transfer-Encoding") ?? "").Value, out var oddity);
            oddities.Add(oddity);
            _content = content;
            return content;
        }
    }

    /// <summary>This part and all within, in the order of the mail; not what is within attached messages.</summary>
    public IEnumerable<MimePart> All()
    {
        yield return this;
        foreach (var inner in Children.SelectMany(c => c.All()))
            yield return inner;
    }
}
