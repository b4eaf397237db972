using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Recovery.Web.Http;

/// <summary>A file as it was sent.</summary>
/// <param name="Name">One line without a path; may be empty.</param>
internal sealed record UploadedFile(string Name, byte[] Bytes)
{
    private const int LongestName = 100;

    public static string CleanName(string? given)
    {
        var name = (given ?? "").Split('/', '\\')[^1];
        var line = string.Concat(name.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))).Trim();
        return line.Length <= LongestName ? line : line[..LongestName];
    }
}

/// <summary>Files in request bodies, up to a limit and in memory alone: what customers wrote goes to no temporary file.</summary>
internal static class Upload
{
    /// <summary>Room for the other fields of a form and for what parts them.</summary>
    private const int Around = 1024 * 1024;

    /// <summary>The body itself, or the first file of a form, for programs.</summary>
    /// <param name="mediaTypes">Of a body that is the file itself.</param>
    public static async Task<(UploadedFile? File, IResult? Problem)> ReadFileAsync(HttpContext http, int limit, params string[] mediaTypes)
    {
        if (http.Request.HasFormContentType)
        {
            var (form, fault) = await ReadAsync(http, limit);
            if (form is null)
                return (null, fault is BadForm.TooLarge ? TooLarge(limit) : Problems.Unreadable("The form cannot be read: it is cut off, or its parts are not as multipart/form-data has them."));
            return await FileAsync(form) is { } file ? (file, null) : (null, Problems.Invalid("file", "is missing: the form has no file"));
        }

        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !mediaTypes.Contains(type.MediaType.ToString(), StringComparer.OrdinalIgnoreCase))
            return (null, Problems.WrongMediaType($"Send Content-Type: {string.Join(", ", mediaTypes)} or multipart/form-data with a file.", explained: true));
        if (await RequestBody.ReadAsync(http, limit) is not { } bytes)
            return (null, TooLarge(limit));
        var name = Microsoft.Net.Http.Headers.ContentDispositionHeaderValue.TryParse(http.Request.Headers.ContentDisposition.ToString(), out var disposition)
            ? disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : disposition.FileName.Value?.Trim('"')
            : null;
        return (new UploadedFile(UploadedFile.CleanName(name), bytes), null);
    }

    /// <summary>A form of the console with a file in it. The form's token is checked afterwards by whoever reads on.</summary>
    public static async Task<(IFormCollection? Form, BadForm Fault)> ReadAsync(HttpContext http, int limit)
    {
        if (!http.Request.HasFormContentType)
            return (null, BadForm.Unreadable);
        var most = limit + Around;
        if (await RequestBody.ReadAsync(http, most) is not { } bytes)
            return (null, BadForm.TooLarge);
        http.Request.Body = new MemoryStream(bytes, writable: false);
        try
        {
            var options = new FormOptions
            {
                BufferBody = false,
                ValueCountLimit = 200,
                KeyLengthLimit = 200,
                ValueLengthLimit = most,
                MultipartBodyLengthLimit = most,
                MemoryBufferThreshold = most,
            };
            return (await http.Request.ReadFormAsync(options, http.RequestAborted), BadForm.None);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException or IOException)
        {
            return (null, BadForm.Unreadable);
        }
    }

    /// <summary>The first file of a form; null when none was chosen.</summary>
    public static async Task<UploadedFile?> FileAsync(IFormCollection form)
    {
        if (form.Files.FirstOrDefault(f => f.Length > 0 || f.FileName.Length > 0) is not { } file)
            return null;
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes);
        return new UploadedFile(UploadedFile.CleanName(file.FileName), bytes.ToArray());
    }

    private static IResult TooLarge(int limit) => Problems.TooLarge($"A list may have {limit / 1024 / 1024} MB.");
}

internal enum BadForm
{
    None,
    Unreadable,
    TooLarge,
}
