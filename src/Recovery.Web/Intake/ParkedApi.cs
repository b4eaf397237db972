using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>What could not be processed, for staff and their programs.</summary>
internal static class ParkedApi
{
    private const int LongestCursor = 1_000;

    public static async Task<IResult> ListAsync(HttpContext http)
    {
        var faults = new List<FieldFault>();
        var given = http.Request.Query.Where(p => p.Value.ToString().Trim().Length > 0).ToDictionary(p => p.Key, p => p.Value.ToString());
        var fields = new FieldReader(given, faults);
        fields.Only(["limit", "after"]);
        var (limit, after) = (fields.Whole("limit", 1, 200) ?? 50, fields.Text("after", LongestCursor));
        if (faults.Count > 0)
            return Problems.BadQuery(faults);
        ParkedPlace? place;
        try
        {
            place = after is null ? null : ParkedPlace.Parse(after);
        }
        catch (InvalidCursorException)
        {
            return Problems.BadQuery([new FieldFault("after", "is not one that this list gave out")]);
        }

        var found = Parked(http) is { } parked ? await parked.ListAsync(place, limit + 1, http.RequestAborted) : [];
        var page = found.Take(limit).ToList();
        return Json.Of(new
        {
            Parked = page.Select(m => new { m.Id, m.Source, m.Reason, ParkedAt = Wire.Time(m.ParkedAt), m.Start }),
            Next = found.Count > limit ? ParkedPlace.Of(page[^1]).ToCursor() : null,
        });
    }

    /// <summary>What is known of it; with <c>?download</c>, the whole of what came, as a file.</summary>
    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        if (Parked(http) is not { } parked || await parked.FindAsync(http.RouteText("id"), http.RequestAborted) is not { } message)
            return NoSuchMessage();
        var file = await ParkedFile.OfAsync(http, message);
        if (http.Request.Query.ContainsKey(ParkedFile.Download))
            return file is null ? Problems.NotFound("The file that was kept of it is gone.") : file.Answer(http);
        return Json.Of(new
        {
            message.Id,
            message.Source,
            message.Reason,
            ParkedAt = Wire.Time(message.ParkedAt),
            message.Body,
            message.MediaType,
            message.Query,
            Size = file?.Content.Length,
        });
    }

    public static async Task<IResult> RetryAsync(HttpContext http)
    {
        try
        {
            return Parked(http) is { } parked && await parked.RetryAsync(http.RouteText("id"), http.RequestAborted) ? Results.NoContent() : NoSuchMessage();
        }
        catch (NotRetriableException refused)
        {
            return Problems.NotRetriable(refused.Message);
        }
    }

    public static async Task<IResult> DismissAsync(HttpContext http) =>
        Parked(http) is { } parked && await parked.DismissAsync(http.RouteText("id"), http.RequestAborted) ? Results.NoContent() : NoSuchMessage();

    private static IResult NoSuchMessage() => Problems.NotFound("Nothing of this id is parked: somebody may have dealt with it.");

    private static IParkedMessages? Parked(HttpContext http) => http.RequestServices.GetService<IParkedMessages>();
}
