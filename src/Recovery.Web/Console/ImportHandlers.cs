using Microsoft.AspNetCore.Http;
using Recovery.Web.Http;
using Recovery.Web.Imports;

namespace Recovery.Web.Console;

/// <summary>Lists of complaints in the console: looked at first, then imported.</summary>
internal static class ImportHandlers
{
    public const string Path = "/console/import";

    /// <summary>Seconds between two looks at what is going on.</summary>
    public const int RefreshSeconds = 3;

    private const int RecentShown = 20;

    public static Task<IResult> ShowAsync(HttpContext http) => RenderAsync(http, [], null, StatusCodes.Status200OK);

    public static async Task<IResult> StartAsync(HttpContext http)
    {
        var (fields, bad) = await Upload.ReadAsync(http, CsvList.Bytes);
        if (fields is null)
            return bad is BadForm.TooLarge ? Notices.Say(StatusCodes.Status413PayloadTooLarge, "That list is too large", $"A list may have {CsvList.Bytes / 1024 / 1024} MB. Please go back, and import it in parts.") : Notices.Unreadable();
        var form = await FormPost.OfAsync(http, fields);
        if (!form.Genuine)
            return await RenderAsync(http, [], "This page was open for too long, or in another window. Nothing was done; please choose the file once more.", StatusCodes.Status400BadRequest);
        return form["step"] switch
        {
            "run" => await RunAsync(http, form),
            "discard" => await DiscardAsync(http),
            _ => await CheckAsync(http, fields),
        };
    }

    public static async Task<IResult> ProgressAsync(HttpContext http)
    {
        if (await http.Service<ImportRuns>().FindAsync(http.RouteText("id"), http.RequestAborted) is not { } progress)
            return Notices.Say(StatusCodes.Status404NotFound, "There is no such import", "Its address may be incomplete. All imports stand under Import.");
        if (http.Request.Query["format"] == "csv")
            return new RefusedCsv(progress.Refused, $"refused-{progress.Job.Id}");
        return Page.Of<ImportProgressPage>(new { Frame = ConsoleFrame.Of(http), Progress = progress, Refreshes = !progress.IsDone && http.Request.Query["refresh"] != "off" });
    }

    private static async Task<IResult> CheckAsync(HttpContext http, IFormCollection fields)
    {
        if (await Upload.FileAsync(fields) is not { Bytes.Length: > 0 } file)
            return await RenderAsync(http, [new FieldFault(CsvList.File, "Please choose a file that is not empty.")], null, StatusCodes.Status422UnprocessableEntity);
        var (list, faults) = http.Service<ImportRuns>().Read(file.Bytes);
        if (list is null)
            return await RenderAsync(http, [.. faults.Select(Tell)], null, StatusCodes.Status422UnprocessableEntity);
        await http.Service<CheckedLists>().KeepAsync(http.Staff(), file, http.RequestAborted);
        return Page.SeeOther(Path);
    }

    private static async Task<IResult> RunAsync(HttpContext http, FormPost form)
    {
        var (runs, lists) = (http.Service<ImportRuns>(), http.Service<CheckedLists>());
        var found = await lists.FindAsync(http.Staff(), http.RequestAborted);
        if (found is not { } kept || kept.File.Hash != form["file"])
        {
            // The button was pressed twice: the first press has taken the file.
            var started = ImportRuns.IdOf(form["file"], form.Id);
            return await runs.FindAsync(started, http.RequestAborted) is not null
                ? Page.SeeOther($"{Path}/{started}")
                : await RenderAsync(http, [], "The list that you looked at is no longer kept here. Nothing was imported; please choose the file once more.", StatusCodes.Status409Conflict);
        }

        var (list, faults) = runs.Read(kept.Bytes);
        if (list is not { Complaints.Count: > 0 })
            return await RenderAsync(http, [.. faults.Select(Tell)], "There is nothing in this list that can be opened.", StatusCodes.Status422UnprocessableEntity);
        var id = ImportRuns.IdOf(kept.File.Hash, form.Id);
        await runs.StartAsync(id, kept.File.Name, list, http.RequestAborted);
        await lists.DropAsync(http.Staff(), http.RequestAborted);
        return Page.SeeOther($"{Path}/{id}");
    }

    private static async Task<IResult> DiscardAsync(HttpContext http)
    {
        await http.Service<CheckedLists>().DropAsync(http.Staff(), http.RequestAborted);
        return Page.SeeOther(Path);
    }

    private static async Task<IResult> RenderAsync(HttpContext http, IReadOnlyList<FieldFault> faults, string? notice, int status)
    {
        var runs = http.Service<ImportRuns>();
        var kept = await http.Service<CheckedLists>().FindAsync(http.Staff(), http.RequestAborted);
        var list = kept is { } found ? runs.Read(found.Bytes).List : null;
        return Page.Of<ImportPage>(new
        {
            Frame = ConsoleFrame.Of(http),
            Faults = faults,
            Notice = notice,
            File = list is null ? null : kept?.File,
            List = list,
            Known = list is null ? null : await runs.KnownAsync(list, http.RequestAborted),
            Recent = await runs.ListAsync(RecentShown, http.RequestAborted),
        }, status);
    }

    private static FieldFault Tell(FieldFault fault) =>
        fault.Field == CsvList.File ? fault with { Reason = $"The file {fault.Reason}." } : new FieldFault(CsvList.File, $"The column “{fault.Field}” {fault.Reason}.");
}
