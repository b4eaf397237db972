using Microsoft.AspNetCore.Http;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Cases;

/// <summary>Files that came with complaints. Only what a case lists is given out, and only as a download.</summary>
internal static class AttachmentHandlers
{
    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        if (!CaseId.TryParse(http.RouteText("id"), out var id))
            return NotHere(http);
        var hash = http.RouteText("hash");
        var history = await http.Service<ICaseStore>().HistoryAsync(id, http.RequestAborted);
        var listed = await CaseFiles.OfAsync(http.Service<ICaseStore>(), id, history, http.RequestAborted);
        foreach (var (file, places, _) in listed.Where(l => l.File.Sha256 == hash))
        {
            foreach (var place in places)
            {
                if (await http.Service<IKeptFiles>().FindAsync(place.Value, hash, http.RequestAborted) is { } content)
                    return Download.Of(http, content, file.Name, file.MediaType);
            }
        }

        return NotHere(http);
    }

    private static IResult NotHere(HttpContext http) => http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        ? Problems.NotFound("This case lists no such file.")
        : Notices.NoSuchFile();
}
