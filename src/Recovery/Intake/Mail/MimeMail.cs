using System.Collections.Immutable;
using System.Security.Cryptography;
using NodaTime;
using Recovery.Intake.Mail.Mime;

namespace Recovery.Intake.Mail;

/// <summary>
/// Reads mail as it travels (RFC 5322, RFC 2045 to 2047, 2231, 3676). Our own code, since neither MimeKit nor any other MIME
/// library can be had from every registry that this builds with. Time grows with the length alone. Files without a transfer
/// encoding are pieces of the bytes given, never copies, and no text is decoded beyond <see cref="MailLimits.Text"/>: all
/// memory that it asks for is less than <see cref="MemoryBound"/>.
/// </summary>
public static class MimeMail
{
    /// <summary>Longer threads are told by their last mails.</summary>
    private const int MostAnswers = 100;

    private const int LongestSubject = 500;

    /// <summary>
    /// Bytes that reading a mail of this length asks for at most, counting what is let go again: its files and texts decoded once
    /// (mails wrapped in mails again and again come to three times the length), and 64 MB for headers and texts.
    /// </summary>
    public static long MemoryBound(long length) => (64L * 1024 * 1024) + (3 * length);

    private static readonly string[] s_ownHeaders =
        ["From", "To", "Subject", "Date", "Received", "Message-ID", "Sender", "Return-Path", "MIME-Version", "Content-Type", "Delivered-To"];

    /// <summary>In this order: where it came in before whom it was written to.</summary>
    private static readonly string[] s_recipients =
        ["Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Apparently-To"];

    /// <param name="now">Dates far from it are not believed.</param>
    /// <exception cref="UnreadableMailException">It is no mail, or goes beyond <see cref="MailLimits"/>.</exception>
    public static InboundMail Read(ReadOnlyMemory<byte> raw, MailEnvelope envelope, Instant now)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        if (raw.Length > MailLimits.Bytes)
            throw new UnreadableMailException($"it is larger than {MailLimits.Bytes / (1024 * 1024)} MB");
        var oddities = new Oddities();
        var parts = new PartReader(oddities);
        var mail = parts.Read(raw.TrimStart("\r\n"u8), depth: 0);
        if (!Array.Exists(s_ownHeaders, name => mail.Headers.First(name) is not null))
            throw new UnreadableMailException("it has none of the headers that a mail has");
        if (mail.Headers.NoBlankLine)
            oddities.Add("no blank line parts its headers from its text");

        var body = new BodyReader(oddities);
        var text = body.Read(mail);
        var files = Files(body.Files, oddities);
        if (text.Length == 0)
            text = WordsOfAnother(body.Files, parts, oddities);
        return Assemble(mail, raw, envelope, now, text, files, oddities);
    }

    private static InboundMail Assemble(
        MimePart mail, ReadOnlyMemory<byte> raw, MailEnvelope envelope, Instant now, string text, List<InboundFile> files, Oddities oddities)
    {
        var headers = mail.Headers;
        foreach (var name in (ReadOnlySpan<string>)["From", "Subject", "Message-ID", "Date", "To", "Content-Type"])
        {
            if (headers.All(name).Skip(1).Any())
                oddities.Add($"it has the header {name} more than once");
        }

        var from = headers.All("From").SelectMany(f => AddressList.Read(f).Addresses).FirstOrDefault();
        var returnPath = envelope.ReturnPath is { } told ? Path(told) ?? told : headers.First("Return-Path") is { } header ? Path(header) : null;
        var subject = EncodedWords.Decode(headers.First("Subject") ?? "");
        if (subject.Length > LongestSubject)
            files.Add(new InboundFile("subject.txt", "text/plain", System.Text.Encoding.UTF8.GetBytes(subject)));
        var sent = MailDates.Read(headers.First("Date"), now);
        if (sent is null && headers.First("Date") is not null)
            oddities.Add("its date cannot be read or believed");
        var answers = Answers(headers);
        var (words, folded) = QuotedText.Split(text);
        return new InboundMail
        {
            MessageId = MessageIds.Own(headers.First("Message-ID")) ?? $"none-{Convert.ToHexStringLower(SHA256.HashData(raw.Span))}",
            From = from?.Address ?? "",
            FromName = from?.Name,
            Recipients = Recipients(headers, envelope, oddities),
            ReturnPath = returnPath,
            Answers = answers,
            Subject = CleanText.First(subject, LongestSubject),
            SentAt = sent,
            Text = words,
            Folded = folded,
            Language = Language(headers.First("Content-Language")),
            Headers = [.. headers.Fields.Select(f => f with { Value = EncodedWords.Decode(f.Value) })],
            Files = [.. files],
            Report = DeliveryReports.Of(mail, text, from?.Address ?? "", returnPath, answers),
            Oddities = oddities.All(),
        };
    }

    private static List<InboundFile> Files(IReadOnlyList<MimePart> parts, Oddities oddities)
    {
        var files = new List<InboundFile>();
        foreach (var part in parts.Where(p => p.FileName.Length > 0 || p.Content.Length > 0))
        {
            files.Add(new InboundFile(part.FileName.Length > 0 ? part.FileName : UsualName(part.MediaType), MediaType(part), part.Content));
            if (part.MediaType is "application/pkcs7-mime" or "application/x-pkcs7-mime" or "application/pgp-encrypted")
                oddities.Add("it is encrypted or signed in a way that is not read here; its file is kept");
            if (Tnef.IsTnef(part.Content.Span))
            {
                files.AddRange(Tnef.Files(part.Content).Take(MailLimits.Files));
                oddities.Add("it came as Outlook's winmail.dat; the files in it were taken out, and it is kept as well");
            }
        }

        if (files.Count > MailLimits.Files)
            throw new UnreadableMailException($"it has more than {MailLimits.Files} files");
        return files;
    }

    /// <summary>Text without its charset would be no text.</summary>
    private static string MediaType(MimePart part) =>
        part.MediaType.StartsWith("text/", StringComparison.Ordinal) && part.Type.Word("charset") is { Length: < 40 } charset
            && charset.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? $"{part.MediaType}; charset={charset}"
            : part.MediaType;

    private static string UsualName(string mediaType) => mediaType switch
    {
        "message/rfc822" or "message/global" => "message.eml",
        "text/calendar" => "invitation.ics",
        "application/ms-tnef" => "winmail.dat",
        "message/delivery-status" => "delivery-status.txt",
        "text/rfc822-headers" => "headers.txt",
        "application/pgp-signature" => "signature.asc",
        "text/plain" => "message.txt",
        "text/html" => "message.html",
        _ => "",
    };

    /// <summary>A mail forwarded as a file, without a word beside it: what it says is what its sender wants to say.</summary>
    private static string WordsOfAnother(IReadOnlyList<MimePart> files, PartReader parts, Oddities oddities)
    {
        foreach (var file in files)
        {
            if (Tnef.IsTnef(file.Content.Span) && Tnef.Text(file.Content) is { Length: > 0 } written)
                return written;
            if (!file.IsMessage)
                continue;
            try
            {
                var message = parts.Read(file.Content, file.Depth + 1);
                var body = new BodyReader(oddities);
                var text = body.Read(message);
                if (text.Length == 0)
                    text = WordsOfAnother(body.Files, parts, oddities);
                var subject = EncodedWords.Decode(message.Headers.First("Subject") ?? "");
                if (text.Length == 0 && subject.Length == 0)
                    continue;
                oddities.Add("it has no words of its own; those of the mail attached to it are shown");
                return CleanText.First($"{CleanText.First(subject, LongestSubject)}\n\n{text}".Trim(), MailLimits.Text);
            }
            catch (UnreadableMailException)
            {
                oddities.Add("a mail attached to it goes beyond what is read of one; its file is kept");
            }
        }

        return "";
    }

    private static ImmutableArray<string> Recipients(HeaderBlock headers, MailEnvelope envelope, Oddities oddities)
    {
        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var count = 0;
        foreach (var list in envelope.Recipients.Concat(s_recipients.SelectMany(headers.All)).Select(h => AddressList.Read(h)))
        {
            var kept = list.Addresses.Count(a => seen.Add(a.Address) && Add(a.Address));
            count += kept + list.Count - list.Addresses.Count;
        }

        if (count > found.Count)
            oddities.Add($"it names {count:N0} recipients; {found.Count:N0} are kept");
        return [.. found];

        bool Add(string address)
        {
            if (found.Count < MailLimits.Recipients)
                found.Add(address);
            return true;
        }
    }

    /// <returns>Empty for the null return path; null when it is no address.</returns>
    private static string? Path(string value)
    {
        if (value.Trim() is "" or "<>")
            return "";
        return AddressList.Read(value, keep: 1).Addresses.Select(a => a.Address).FirstOrDefault();
    }

    private static ImmutableArray<string> Answers(HeaderBlock headers) =>
    [
        .. headers.All("In-Reply-To").SelectMany(MessageIds.In)
            .Concat(headers.All("References").SelectMany(MessageIds.In).Reverse())
            .Distinct(StringComparer.Ordinal).Take(MostAnswers),
    ];

    private static string? Language(string? header)
    {
        var tag = header?.Split(',', ';')[0].Trim() ?? "";
        var fits = tag.Length is >= 2 and <= 35 && tag.Split('-').All(s => s.Length is >= 1 and <= 8 && s.All(char.IsAsciiLetterOrDigit));
        return fits && char.IsAsciiLetter(tag[0]) ? tag : null;
    }
}
