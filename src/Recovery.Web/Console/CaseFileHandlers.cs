using System.Globalization;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Web.Cases;
using Recovery.Web.Components;
using Recovery.Web.Http;
using Recovery.Web.Timelines;

namespace Recovery.Web.Console;

/// <summary>The page of one case, and every command by its form.</summary>
internal static class CaseFileHandlers
{
    /// <summary>Hidden in each form: the version that the page was made from.</summary>
    public const string VersionField = "version";

    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        if (await FindAsync(http) is not { } subject)
            return Notices.NoSuchCase();
        var done = http.Request.Query["done"].ToString();
        return await RenderAsync(http, subject, null, CommandReader.Names.Contains(done, StringComparer.Ordinal) ? done : null, StatusCodes.Status200OK);
    }

    public static async Task<IResult> CommandAsync(HttpContext http)
    {
        var name = http.RouteText("name");
        if (!CommandReader.Names.Contains(name, StringComparer.Ordinal) || await FindAsync(http) is not { } subject)
            return Notices.NoSuchCase();
        var (form, unread) = await FormPost.ReadAsync(http);
        if (form is null)
            return unread!;

        Task<IResult> AgainAsync(Case now, IReadOnlyList<FieldFault> faults, string? refusal, IReadOnlyList<string> changes, int status) =>
            RenderAsync(http, now, new Attempt(name, new FormState(form.Fields, faults), refusal, changes), null, status);

        if (!form.Genuine)
            return await AgainAsync(subject, [], FormPost.Expired, [], StatusCodes.Status400BadRequest);
        var policy = await http.Service<IPolicyLibrary>().FindAsync(subject.PolicyId, http.RequestAborted);
        var members = CommandForms.Members(form.Fields, policy.Zone);
        int? seen = int.TryParse(form[VersionField], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
        var id = form.Command("console:" + name);
        CommandResult? result;
        IReadOnlyList<FieldFault> faults;
        if (name == CommandReader.Merge)
        {
            (result, faults) = await Merges.RunAsync(http, subject.Id, members, id, seen);
        }
        else
        {
            (var command, faults) = CommandReader.Read(name, members, id, http.Staff());
            result = command is null ? null : await http.Service<CaseService>().ExecuteAsync(subject.Id, command, seen, http.RequestAborted);
        }

        switch (result)
        {
            case null:
                return await AgainAsync(subject, [.. faults.Select(CommandForms.Tell)], null, [], StatusCodes.Status422UnprocessableEntity);
            case Done:
                return Page.SeeOther($"/console/cases/{subject.Id}?done={name}");
            case Conflict conflict:
                return await AgainAsync(
                    conflict.Current, [], "Somebody was quicker, and nothing of yours has been done yet. Look at what changed, then send it again: your text is still here.",
                    await CaseApi.TellAsync(http, conflict), StatusCodes.Status409Conflict);
            case NotDone refused:
                var refusal = refused.Refusal;
                IReadOnlyList<FieldFault> fields = refusal.Field is { } field ? [new FieldFault(field, refusal.Reason)] : [];
                return await AgainAsync(refused.Case ?? subject, fields, refusal.Reason, [], StatusCodes.Status422UnprocessableEntity);
            default:
                return Notices.NoSuchCase();
        }
    }

    private static async Task<Case?> FindAsync(HttpContext http) =>
        CaseId.TryParse(http.RouteText("id"), out var id) ? await http.Service<ICaseStore>().LoadAsync(id, http.RequestAborted) : null;

    private static async Task<IResult> RenderAsync(HttpContext http, Case subject, Attempt? attempt, string? done, int status)
    {
        var policy = await http.Service<IPolicyLibrary>().FindAsync(subject.PolicyId, http.RequestAborted);
        var history = await http.Service<ICaseStore>().HistoryAsync(subject.Id, http.RequestAborted);
        var frame = ConsoleFrame.Of(http);
        return Page.Of<CaseFilePage>(new
        {
            Model = new CaseFileModel
            {
                Frame = frame,
                Case = subject,
                Wording = new Wording(policy),
                Entries = Timeline.For(history, policy),
                NextDue = CaseClock.NextDue(subject, policy),
                Withheld = CaseFileParts.Withheld(subject, history, policy, frame.Now),
                Files = CaseFileParts.Files(await CaseFiles.OfAsync(http.Service<ICaseStore>(), subject.Id, history, http.RequestAborted)),
                PrivateLink = Links.Private(http, subject.Id),
                Attempt = attempt,
                Done = done,
            },
        }, status);
    }
}

/// <summary>Makes of a form what the API takes as JSON.</summary>
internal static class CommandForms
{
    private const string Remedy = "remedy.";

    public static Dictionary<string, object?> Members(IReadOnlyDictionary<string, string> fields, DateTimeZone zone)
    {
        var given = fields.Where(f => f.Key != CaseFileHandlers.VersionField && f.Value.Trim().Length > 0).ToDictionary(f => f.Key, f => (object?)f.Value, StringComparer.Ordinal);
        if (given.TryGetValue("until", out var until))
            given["until"] = FormTimesOf((string)until!, zone);
        // The currency is chosen beforehand; without an amount it says nothing.
        foreach (var prefix in (string[])["", Remedy])
        {
            if (!given.ContainsKey(prefix + "amount"))
                given.Remove(prefix + "currency");
        }

        var remedy = given.Where(f => f.Key.StartsWith(Remedy, StringComparison.Ordinal)).ToList();
        foreach (var (name, _) in remedy)
            given.Remove(name);
        if (remedy.Count > 0)
            given["remedy"] = remedy.ToDictionary(f => f.Key[Remedy.Length..], f => f.Value, StringComparer.Ordinal);
        return given;
    }

    public static FieldFault Tell(FieldFault fault) => fault with { Reason = $"This {fault.Reason}." };

    private static string FormTimesOf(string text, DateTimeZone zone) => Intake.FormTimes.ToRfc3339(text, zone);
}
