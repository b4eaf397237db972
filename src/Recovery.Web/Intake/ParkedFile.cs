using System.Text;
using Microsoft.AspNetCore.Http;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>The whole of what was parked, byte by byte.</summary>
internal sealed record ParkedFile(byte[] Content, string Name, string? MediaType)
{
    /// <summary>In the address of a parked message: give the file, not the page.</summary>
    public const string Download = "download";

    /// <returns>Null when its file is gone.</returns>
    public static async Task<ParkedFile?> OfAsync(HttpContext http, ParkedMessage message)
    {
        if (message.File is not { } file)
            return new ParkedFile(Encoding.UTF8.GetBytes(message.Body), $"{message.Id}.txt", "text/plain");
        return await http.Service<IKeptFiles>().FindAsync(IKeptFiles.ParkedPlaceName, file, http.RequestAborted) is { } content
            ? new ParkedFile(content, $"{message.Id}{Ending(message)}", message.MediaType)
            : null;
    }

    public IResult Answer(HttpContext http) => Http.Download.Of(http, Content, Name, MediaType);

    private static string Ending(ParkedMessage message) => message.MediaType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "message/rfc822" => ".eml",
        "application/json" => ".json",
        "text/plain" or "text/vtt" => ".txt",
        _ when message.Source == "email/mime" => ".eml",
        _ => ".bin",
    };
}
