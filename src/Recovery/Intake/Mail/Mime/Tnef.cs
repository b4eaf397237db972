using System.Buffers.Binary;

namespace Recovery.Intake.Mail.Mime;

/// <summary>Outlook's way to wrap a mail (MS-OXTNEF): the plain text and the files in it, as far as its plain attributes tell them.</summary>
internal static class Tnef
{
    private const uint Signature = 0x223E9F78;

    // MS-OXTNEF 2.1.3.4: the low half of each attribute's id.
    private const ushort Body = 0x800C;
    private const ushort AttachmentData = 0x800F;
    private const ushort AttachmentTitle = 0x8010;
    private const ushort AttachmentBegins = 0x9002;

    /// <summary>Level, id, type and length.</summary>
    private const int AttributeHead = 9;

    public static bool IsTnef(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 6 && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Signature;

    public static string Text(ReadOnlyMemory<byte> tnef)
    {
        foreach (var (id, data) in Attributes(tnef))
        {
            if (id == Body)
                return CleanText.First(CleanText.Lines(Charsets.Decode(data.Span[..Math.Min(data.Length, MailLimits.Text)], null, out _).TrimEnd('\0')), MailLimits.Text);
        }

        return "";
    }

    public static IEnumerable<InboundFile> Files(ReadOnlyMemory<byte> tnef)
    {
        string name = "";
        ReadOnlyMemory<byte>? content = null;
        foreach (var (id, data) in Attributes(tnef).Append((AttachmentBegins, default)))
        {
            switch (id)
            {
                case AttachmentBegins:
                    if (content is { } file)
                        yield return new InboundFile(name, "application/octet-stream", file);
                    (name, content) = ("", null);
                    break;
                case AttachmentTitle:
                    name = FileNames.Clean(Charsets.Decode(data.Span[..Math.Min(data.Length, 1_000)], null, out _).TrimEnd('\0'));
                    break;
                case AttachmentData:
                    content = data;
                    break;
                default:
                    break;
            }
        }
    }

    private static IEnumerable<(ushort Id, ReadOnlyMemory<byte> Data)> Attributes(ReadOnlyMemory<byte> tnef)
    {
        // The signature and a key of two bytes.
        for (var at = 6; at + AttributeHead <= tnef.Length;)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(tnef.Span[(at + 1)..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(tnef.Span[(at + 5)..]);
            if (length > tnef.Length - at - AttributeHead)
                yield break;
            yield return (id, tnef.Slice(at + AttributeHead, (int)length));
            // A checksum of two bytes follows; a wrong one changes nothing for a reader.
            at += AttributeHead + (int)length + 2;
        }
    }
}
