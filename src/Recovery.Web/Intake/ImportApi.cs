using Microsoft.AspNetCore.Http;
using Recovery.Web.Http;
using Recovery.Web.Imports;

namespace Recovery.Web.Intake;

/// <summary>Lists of complaints, for staff's programs.</summary>
internal static class ImportApi
{
    /// <summary>Of refused rows in one answer; the report has all.</summary>
    public const int MostTold = 1_000;

    public static async Task<IResult> StartAsync(HttpContext http)
    {
        var (key, keyFault) = IdempotencyKey.Of(http);
        if (keyFault is not null)
            return keyFault;
        var faults = new List<FieldFault>();
        var query = new FieldReader(http.Request.Query.Where(q => q.Value.ToString().Trim().Length > 0).ToDictionary(q => q.Key, q => q.Value.ToString()), faults);
        query.Only(["dryRun"]);
        var dryRun = query.Flag("dryRun") ?? false;
        if (faults.Count > 0)
            return Problems.BadQuery(faults);
        var (file, problem) = await Upload.ReadFileAsync(http, CsvList.Bytes, "text/csv", "application/csv");
        if (file is null)
            return problem!;

        var runs = http.Service<ImportRuns>();
        var (list, unreadable) = runs.Read(file.Bytes);
        if (list is null)
            return Problems.Invalid(unreadable);
        if (dryRun)
            return Json.Of(new { DryRun = true, list.Rows, WouldOpen = list.Complaints.Count, Known = await runs.KnownAsync(list, http.RequestAborted), Refused = Told(list.Refused), list.LeftOut, list.Notice });
        if (list.Complaints.Count == 0)
            return Problems.Invalid(list.Refused.Count == 0
                ? [new FieldFault(CsvList.File, "has a heading and no row")]
                : [.. list.Refused.Take(MostTold).Select(r => new FieldFault($"row {r.Row}, {r.Field}", r.Reason))]);

        var id = ImportRuns.IdOf(Fingerprints.Of(file.Bytes), key ?? "");
        await runs.StartAsync(id, file.Name, list, http.RequestAborted);
        var url = $"/api/imports/{id}";
        http.Response.Headers.Location = url;
        return Json.Of(
            new { ImportId = id, Url = url, list.Rows, Accepted = list.Complaints.Count, Refused = Told(list.Refused), list.LeftOut, list.Notice },
            StatusCodes.Status202Accepted);
    }

    /// <summary>How far it has come; with <c>format=csv</c> the rows that were refused.</summary>
    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        var id = http.RouteText("id");
        if (await http.Service<ImportRuns>().FindAsync(id, http.RequestAborted) is not { } progress)
            return Problems.NotFound("There is no import of this id.");
        if (http.Request.Query["format"] == "csv")
            return new RefusedCsv(progress.Refused, $"refused-{id}");
        return Json.Of(new
        {
            ImportId = id,
            File = progress.Job.Title,
            StartedAt = Wire.Time(progress.Job.StartedAt),
            progress.Report.Rows,
            progress.Opened,
            progress.RefusedRows,
            progress.Waiting,
            Done = progress.IsDone,
            Refused = Told(progress.Refused),
            progress.Report.LeftOut,
            progress.Report.Notice,
        });
    }

    private static IEnumerable<object> Told(IEnumerable<RefusedRow> refused) => refused.Take(MostTold).Select(r => new { r.Row, r.Field, r.Reason });
}
