using System.Text;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Web.Components;
using Recovery.Web.Console;
using Recovery.Web.Http;
using Recovery.Web.Imports;
using Recovery.Web.Intake;

namespace Recovery.Web.Incidents;

/// <summary>Known failures in the console: looked at first, as a customer would read it, then sent.</summary>
internal static class IncidentHandlers
{
    public const string Path = "/console/incidents";

    /// <summary>The list of customers, typed or pasted; a file that is chosen takes its place.</summary>
    public const string List = "customers";

    public const string ListFile = "customersFile";

    private const int MostListed = 100;

    public static async Task<IResult> ListAsync(HttpContext http) => await RenderAsync(http, FormState.Empty, null, null, StatusCodes.Status200OK);

    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        if (await http.Service<IIncidents>().FindAsync(http.RouteText("id"), http.RequestAborted) is not { } incident)
            return Notices.Say(StatusCodes.Status404NotFound, "There is no such incident", "Its address may be incomplete. All incidents stand under Incidents.");
        var frame = ConsoleFrame.Of(http);
        var progress = await IncidentProgress.OfAsync(incident, http.Service<ICaseStore>(), http.Service<IIntakeJobs>(), frame.Now, http.RequestAborted);
        if (http.Request.Query["format"] == "csv")
            return new RefusedCsv([.. progress.Refused, .. progress.RefusedLater], $"refused-{incident.Notice.Id}");
        return Page.Of<IncidentPage>(new { Frame = frame, Progress = progress, Refreshes = !progress.IsDone && http.Request.Query["refresh"] != "off" });
    }

    public static async Task<IResult> ReportAsync(HttpContext http)
    {
        var (fields, bad) = await Upload.ReadAsync(http, IncidentLimits.ListBytes);
        if (fields is null)
            return bad is BadForm.TooLarge ? Notices.Say(StatusCodes.Status413PayloadTooLarge, "That list is too large", $"A list may have {IncidentLimits.ListBytes / 1024 / 1024} MB. Please go back, and report the incident in parts.") : Notices.Unreadable();
        var form = await FormPost.OfAsync(http, fields);
        var values = form.Fields.Where(f => f.Key is not ("step" or "looked-at")).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        if (await Upload.FileAsync(fields) is { Bytes.Length: > 0 } file)
        {
            var (text, _, unreadable) = ListText.Of(file.Bytes);
            if (unreadable is not null)
                return await RenderAsync(http, new FormState(values, [new FieldFault(ListFile, $"The file {unreadable}.")]), null, null, StatusCodes.Status422UnprocessableEntity);
            values[List] = Encoding.UTF8.GetString(text.Span);
        }

        if (!form.Genuine)
            return await RenderAsync(http, new FormState(values, []), FormPost.Expired, null, StatusCodes.Status400BadRequest);
        var (draft, faults) = Read(http, values);
        if (draft is null)
            return await RenderAsync(http, new FormState(values, faults), null, null, StatusCodes.Status422UnprocessableEntity);
        if (form["step"] == "send" && form["looked-at"] == draft.Fingerprint)
        {
            var list = draft.List;
            await http.Service<IncidentReports>().ReportAsync(draft.Notice, http.Staff().Name, list.Customers, [.. list.Refused.Select(r => r.ToString())], http.RequestAborted);
            return Page.SeeOther($"{Path}/{draft.Notice.Id}");
        }

        var notice = form["step"] == "send" ? "You changed something since you looked at it. Nothing was sent: please look once more." : null;
        return await RenderAsync(http, new FormState(values, []), notice, draft, StatusCodes.Status200OK);
    }

    private static (IncidentDraft? Draft, IReadOnlyList<FieldFault> Faults) Read(HttpContext http, Dictionary<string, string> values)
    {
        var policy = http.Service<IPolicyLibrary>().Current;
        var now = http.Service<IClock>().GetCurrentInstant();
        var members = values.Where(v => v.Value.Trim().Length > 0 && IncidentReader.Members.Contains(v.Key, StringComparer.Ordinal))
            .ToDictionary(v => v.Key, v => (object?)v.Value, StringComparer.Ordinal);
        if (members.TryGetValue("happenedAt", out var at))
            members["happenedAt"] = FormTimes.ToRfc3339((string)at!, policy.Zone);
        var faults = new List<FieldFault>();
        var notice = IncidentReader.Read(members, key: null, policy, now, faults);
        var told = faults.Select(Tell).ToList();
        var text = values.GetValueOrDefault(List, "");
        if (text.Trim().Length == 0)
        {
            told.Add(new FieldFault(List, "Please say whom it hit: paste the list, or choose a file."));
            return (null, told);
        }

        var (list, wrong) = AffectedList.FromCsv(Encoding.UTF8.GetBytes(text), now);
        told.AddRange(wrong.Select(f => new FieldFault(List, f.Field == CsvList.File ? $"The list {f.Reason}." : $"The column “{f.Field}” {f.Reason}.")));
        if (list is { Customers.Count: 0 })
            told.Add(new FieldFault(List, list.Refused.Count == 0 ? "The list has a heading and no customer." : $"No row of the list can be used. The first: {list.Refused[0]}."));
        if (notice is null || list is null || told.Count > 0)
            return (null, told);
        var reader = list.Customers.FirstOrDefault(c => c.Email is not null) ?? list.Customers[0];
        return (new IncidentDraft(notice, list, IncidentPreview.Of(notice, reader, policy, now), Fingerprints.Of($"{notice.Id}\n{text.ReplaceLineEndings("\n")}")), []);
    }

    private static FieldFault Tell(FieldFault fault) => fault with
    {
        Reason = fault switch
        {
            { Field: "what" } => $"What happened {fault.Reason}.",
            { Field: "happenedAt", Reason: "is missing" } => "Please say when it happened.",
            { Field: "happenedAt" } => $"When it happened {fault.Reason}.",
            { Field: "message", Reason: "is missing" } => "Please write the message: it is what your customers get.",
            { Field: "message" } => $"The message {fault.Reason}.",
            _ => $"{fault.Field} {fault.Reason}.",
        },
    };

    private static async Task<IResult> RenderAsync(HttpContext http, FormState state, string? notice, IncidentDraft? draft, int status) =>
        Page.Of<IncidentsPage>(new
        {
            Frame = ConsoleFrame.Of(http),
            State = state,
            Notice = notice,
            Draft = draft,
            Incidents = await http.Service<IIncidents>().ListAsync(MostListed, http.RequestAborted),
        }, status);
}

/// <summary>An incident that somebody looks at before it is reported.</summary>
/// <param name="Preview">Null when the policy writes nothing at once to the customer that was tried.</param>
/// <param name="Fingerprint">Of all that was looked at; what is sent must be the same.</param>
public sealed record IncidentDraft(Recovery.Complaints.IncidentNotice Notice, AffectedList List, IncidentPreview? Preview, string Fingerprint);
