using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Recovery.Intake.Mail;

namespace Recovery.Web.Intake;

/// <summary>Forms as providers post them, each part with its bytes as they came: a charset may be named in another part.</summary>
internal static class MailForm
{
    private const int LongestBoundary = 70; // RFC 2046 5.1.1
    private const int PartHeaders = 16;
    private const int PartHeaderBytes = 16 * 1024;
    private const int NameLength = 200;

    /// <exception cref="UnreadableMailException">It is no form, or goes beyond <see cref="MailLimits"/>.</exception>
    public static async Task<IReadOnlyList<MailFormPart>> ReadAsync(byte[] body, string? mediaType, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(mediaType, out var type))
            throw new UnreadableMailException("the content type of the form is missing or unreadable");
        try
        {
            if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
                return await PartsAsync(body, HeaderUtilities.RemoveQuotes(type.Boundary).Value, cancel);
            if (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
                return await FieldsAsync(body, cancel);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new UnreadableMailException("the form breaks off, or has more parts or longer headers than are read");
        }

        throw new UnreadableMailException("the body is neither multipart/form-data nor application/x-www-form-urlencoded");
    }

    private static async Task<IReadOnlyList<MailFormPart>> PartsAsync(byte[] body, string? boundary, CancellationToken cancel)
    {
        if (boundary is not { Length: > 0 and <= LongestBoundary })
            throw new UnreadableMailException("the content type of the form names no boundary, or one that is too long");
        var reader = new MultipartReader(boundary, new MemoryStream(body, writable: false))
        {
            HeadersCountLimit = PartHeaders,
            HeadersLengthLimit = PartHeaderBytes,
            BodyLengthLimit = MailLimits.Bytes,
        };
        var parts = new List<MailFormPart>();
        while (await reader.ReadNextSectionAsync(cancel) is { } section)
        {
            if (parts.Count == MailLimits.Parts)
                throw new UnreadableMailException($"the form has more than {MailLimits.Parts} parts");
            var disposition = section.GetContentDispositionHeader();
            if (HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).Value is not { Length: > 0 and <= NameLength } name)
                throw new UnreadableMailException("a part of the form has no name, or one that is too long");
            using var content = new MemoryStream();
            await section.Body.CopyToAsync(content, cancel);
            parts.Add(new MailFormPart(name, FileName(disposition!), section.ContentType, content.ToArray()));
        }

        return parts;
    }

    private static string? FileName(ContentDispositionHeaderValue disposition) =>
        disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value
        : disposition.FileName.HasValue ? HeaderUtilities.RemoveQuotes(disposition.FileName).Value ?? ""
        : null;

    private static async Task<IReadOnlyList<MailFormPart>> FieldsAsync(byte[] body, CancellationToken cancel)
    {
        using var reader = new FormReader(new MemoryStream(body, writable: false), Encoding.UTF8)
        {
            ValueCountLimit = MailLimits.Parts,
            KeyLengthLimit = NameLength,
            ValueLengthLimit = MailLimits.Bytes,
        };
        var fields = await reader.ReadFormAsync(cancel);
        return [.. fields.SelectMany(f => f.Value.Select(v => new MailFormPart(f.Key, null, null, Encoding.UTF8.GetBytes(v ?? ""))))];
    }
}
