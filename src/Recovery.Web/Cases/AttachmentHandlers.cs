using Microsoft.AspNetCore.Http;
using Recovery.Cases;
using Recovery.Complaints;
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
        var listed = Listed(id, history).Where(l => l.File.Sha256 == hash).ToList();
        foreach (var (place, file) in listed)
        {
            if (await http.Service<IKeptFiles>().FindAsync(place.Value, hash, http.RequestAborted) is { } content)
                return Download.Of(http, content, file.Name, file.MediaType);
        }

        return NotHere(http);
    }

    /// <summary>Each with the cases under which it may be kept: what joined from another case was kept there.</summary>
    private static IEnumerable<(CaseId Place, Attachment File)> Listed(CaseId id, IReadOnlyList<CaseEvent> history)
    {
        foreach (var happened in history)
        {
            var (files, from) = happened switch
            {
                ComplaintReceived received => (received.Complaint.Attachments, null),
                CustomerWrote wrote => (wrote.Attachments, null),
                AutomaticReplyReceived automatic => (automatic.Attachments, null),
                ComplaintJoined joined => (joined.Complaint.Attachments, joined.From ?? ComplaintIntake.CameAs(joined)),
                _ => ([], (CaseId?)null),
            };
            foreach (var file in files.IsDefault ? [] : files)
            {
                yield return (id, file);
                if (from is { } other)
                    yield return (other, file);
            }
        }
    }

    private static IResult NotHere(HttpContext http) => http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        ? Problems.NotFound("This case lists no such file.")
        : Notices.NoSuchFile();
}
