using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Web.Http;
using Recovery.Web.Imports;
using Recovery.Web.Intake;

namespace Recovery.Web.Incidents;

/// <summary>Known failures, for staff's programs.</summary>
internal static class IncidentApi
{
    private const int MostListed = 100;

    /// <summary>JSON with the customers as an array or as CSV, or a form with a CSV file. With <c>dryRun=true</c> nothing is opened.</summary>
    public static async Task<IResult> ReportAsync(HttpContext http)
    {
        var (key, keyFault) = IdempotencyKey.Of(http);
        if (keyFault is not null)
            return keyFault;
        var queryFaults = new List<FieldFault>();
        var query = new FieldReader(http.Request.Query.Where(q => q.Value.ToString().Trim().Length > 0).ToDictionary(q => q.Key, q => q.Value.ToString()), queryFaults);
        query.Only(["dryRun"]);
        var dryRun = query.Flag("dryRun") ?? false;
        if (queryFaults.Count > 0)
            return Problems.BadQuery(queryFaults);

        var now = http.Service<IClock>().GetCurrentInstant();
        var faults = new List<FieldFault>();
        var (members, list, problem) = await (http.Request.HasFormContentType ? FromFormAsync(http, now, faults) : FromJsonAsync(http, now, faults));
        if (members is null)
            return problem!;
        var policy = http.Service<IPolicyLibrary>().Current;
        var notice = IncidentReader.Read(members, key, policy, now, faults);
        if (notice is null || list is null || faults.Count > 0)
            return Problems.Invalid(faults);
        if (list.Customers.Count == 0)
            return Problems.Invalid(list.Refused.Count == 0 ? [new FieldFault("customers", "is empty: an incident names the customers whom it hit")] : Told(list.Refused));
        if (await ClashesAsync(http, notice))
            return Problems.Invalid(IdempotencyKey.Header, "was used before for another incident; nothing was changed");
        if (dryRun)
        {
            var preview = IncidentPreview.Of(notice, list.Customers.FirstOrDefault(c => c.Email is not null) ?? list.Customers[0], policy, now);
            return Json.Of(new
            {
                DryRun = true,
                Affected = list.Customers.Count,
                list.WithoutAddress,
                Refused = View(list.Refused),
                list.LeftOut,
                list.Notice,
                Message = preview is null ? null : new { preview.Subject, preview.Text },
            });
        }

        await http.Service<IncidentReports>().ReportAsync(notice, http.Staff().Name, list.Customers, [.. list.Refused.Select(r => r.ToString())], http.RequestAborted);
        var url = $"/api/incidents/{notice.Id}";
        http.Response.Headers.Location = url;
        return Json.Of(
            new { IncidentId = notice.Id, Url = url, Affected = list.Customers.Count, list.WithoutAddress, Refused = View(list.Refused), list.LeftOut, list.Notice },
            StatusCodes.Status202Accepted);
    }

    public static async Task<IResult> ListAsync(HttpContext http) => Json.Of(new
    {
        Incidents = (await http.Service<IIncidents>().ListAsync(MostListed, http.RequestAborted)).Select(i => new
        {
            IncidentId = i.Notice.Id,
            What = i.Notice.Title,
            HappenedAt = Wire.Time(i.Notice.HappenedAt),
            ReportedAt = Wire.Time(i.ReportedAt),
            i.ReportedBy,
            i.Affected,
        }),
    });

    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        if (await http.Service<IIncidents>().FindAsync(http.RouteText("id"), http.RequestAborted) is not { } incident)
            return Problems.NotFound("There is no incident of this id.");
        var progress = await IncidentProgress.OfAsync(
            incident, http.Service<ICaseStore>(), http.Service<IIntakeJobs>(), http.Service<IClock>().GetCurrentInstant(), http.RequestAborted);
        return Json.Of(new
        {
            IncidentId = incident.Notice.Id,
            What = incident.Notice.Title,
            HappenedAt = Wire.Time(incident.Notice.HappenedAt),
            incident.Notice.Message,
            incident.Notice.Category,
            ReportedAt = Wire.Time(incident.ReportedAt),
            incident.ReportedBy,
            progress.Affected,
            progress.Opened,
            progress.Waiting,
            progress.Reached,
            Unreachable = progress.UnreachableCount,
            progress.Answered,
            progress.Recovered,
            Done = progress.IsDone,
            Refused = View([.. progress.Refused, .. progress.RefusedLater]),
        });
    }

    /// <summary>The key was another incident's.</summary>
    private static async Task<bool> ClashesAsync(HttpContext http, IncidentNotice notice) =>
        await http.Service<IIncidents>().FindAsync(notice.Id, http.RequestAborted) is { } known && known.Notice != notice;

    private static async Task<(IReadOnlyDictionary<string, object?>? Members, AffectedList? List, IResult? Problem)> FromJsonAsync(
        HttpContext http, Instant now, List<FieldFault> faults)
    {
        var (body, problem) = await RequestBody.ReadJsonAsync(http, emptyAllowed: false, IncidentLimits.ListBytes);
        if (body is null)
            return (null, null, problem);
        new FieldReader(body.Members, faults).Only([.. IncidentReader.Members, "customers", "customersCsv"]);
        if (body.Members.GetValueOrDefault("customersCsv") is { } text)
        {
            if (body.Members.GetValueOrDefault("customers") is not null)
                faults.Add(new FieldFault("customersCsv", "must be absent when customers is given"));
            if (text is not string csv)
                faults.Add(new FieldFault("customersCsv", "must be a string"));
            else
                return (body.Members, Csv(System.Text.Encoding.UTF8.GetBytes(csv), "customersCsv", now, faults), null);
            return (body.Members, null, null);
        }

        using var document = JsonDocument.Parse(Utf8(body.Bytes));
        if (!document.RootElement.TryGetProperty("customers", out var customers) || customers.ValueKind is JsonValueKind.Null)
        {
            faults.Add(new FieldFault("customers", "is missing: give customers, or customersCsv"));
            return (body.Members, null, null);
        }

        var (list, wrong) = AffectedList.FromJson(customers, now);
        faults.AddRange(wrong);
        return (body.Members, list, null);
    }

    private static async Task<(IReadOnlyDictionary<string, object?>? Members, AffectedList? List, IResult? Problem)> FromFormAsync(
        HttpContext http, Instant now, List<FieldFault> faults)
    {
        var (form, fault) = await Upload.ReadAsync(http, IncidentLimits.ListBytes);
        if (form is null)
            return (null, null, fault is BadForm.TooLarge ? Problems.TooLarge($"A list may have {IncidentLimits.ListBytes / 1024 / 1024} MB.") : Problems.Unreadable("The form cannot be read."));
        var members = form.Where(f => f.Value.ToString().Trim().Length > 0).ToDictionary(f => f.Key, f => (object?)f.Value.ToString(), StringComparer.Ordinal);
        new FieldReader(members, faults).Only([.. IncidentReader.Members, "customersCsv"]);
        var csv = await Upload.FileAsync(form) is { } file ? file.Bytes : members.GetValueOrDefault("customersCsv") is string text ? System.Text.Encoding.UTF8.GetBytes(text) : null;
        if (csv is not null)
            return (members, Csv(csv, "customers", now, faults), null);
        faults.Add(new FieldFault("customers", "is missing: the form has no file with the customers"));
        return (members, null, null);
    }

    private static AffectedList? Csv(byte[] csv, string field, Instant now, List<FieldFault> faults)
    {
        var (list, wrong) = AffectedList.FromCsv(csv, now);
        faults.AddRange(wrong.Select(f => f.Field == CsvList.File ? f with { Field = field } : f with { Field = $"{field}, column {f.Field}" }));
        return list;
    }

    private static ReadOnlyMemory<byte> Utf8(byte[] bytes) => bytes.AsSpan().StartsWith(System.Text.Encoding.UTF8.Preamble) ? bytes.AsMemory(3) : bytes;

    private static IReadOnlyList<FieldFault> Told(IReadOnlyList<RefusedRow> refused) =>
        [.. refused.Take(ImportApi.MostTold).Select(r => new FieldFault($"row {r.Row}, {r.Field}", r.Reason))];

    private static IEnumerable<object> View(IReadOnlyList<RefusedRow> refused) => refused.Take(ImportApi.MostTold).Select(r => new { r.Row, r.Field, r.Reason });
}
