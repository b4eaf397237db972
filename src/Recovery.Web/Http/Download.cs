using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Recovery.Web.Http;

/// <summary>Files from outside, handed to staff as downloads: whatever they are, no browser shows or runs them here.</summary>
internal static class Download
{
    private const string Unknown = "application/octet-stream";
    private const int LongestName = 150;

    /// <summary>Types that no program runs; anything else is bytes.</summary>
    private static readonly string[] s_harmless =
        ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain", "message/rfc822", "audio/mpeg", "audio/wav", "video/mp4"];

    /// <param name="name">As the sender gave it; may be empty.</param>
    /// <param name="mediaType">As the sender declared it.</param>
    public static IResult Of(HttpContext http, byte[] content, string name, string? mediaType)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(SafeName(name));
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.File;
        return Results.Bytes(content, Harmless(mediaType));
    }

    private static string Harmless(string? declared)
    {
        var type = declared?.Split(';')[0].Trim().ToLowerInvariant();
        return type == "text/plain" ? "text/plain; charset=utf-8" : s_harmless.Contains(type, StringComparer.Ordinal) ? type! : Unknown;
    }

    private static string SafeName(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var safe = new string([.. last.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && !IsTurning(c) && !"\"<>|:*?".Contains(c, StringComparison.Ordinal)).Take(LongestName)]).Trim(' ', '.');
        return safe.Length > 0 ? safe : "attachment";
    }

    /// <summary>Marks that turn the direction of writing can make an ending look like another.</summary>
    private static bool IsTurning(char c) => c is '\u061C' or (>= '\u200E' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
