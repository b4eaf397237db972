using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Web.Http;
using Recovery.Web.Timelines;

namespace Recovery.Web.Cases;

/// <summary>Cases for staff and their programs.</summary>
internal static class CaseApi
{
    public static async Task<IResult> ListAsync(HttpContext http)
    {
        var now = http.Service<IClock>().GetCurrentInstant();
        var (query, faults) = CaseQueryReader.Read(http.Request.Query, now);
        if (faults.Count > 0)
            return Problems.BadQuery(faults);
        try
        {
            var page = await http.Service<ICaseStore>().QueryAsync(query, http.RequestAborted);
            return Json.Of(new { Cases = page.Cases.Select(c => CaseView.Line(c, now)), page.Next });
        }
        catch (InvalidCursorException)
        {
            return Problems.BadQuery([new FieldFault("cursor", "is not one that this list gave out")]);
        }
    }

    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        if (!CaseId.TryParse(http.RouteText("id"), out var id) || await http.Service<ICaseStore>().LoadAsync(id, http.RequestAborted) is not { } subject)
            return NoSuchCase();
        return await ViewAsync(http, subject);
    }

    public static async Task<IResult> CommandAsync(HttpContext http)
    {
        var name = http.RouteText("name");
        if (!CaseId.TryParse(http.RouteText("id"), out var id))
            return NoSuchCase();
        if (!CommandReader.Names.Contains(name, StringComparer.Ordinal))
            return Problems.NotFound($"There is no such command; there are {string.Join(", ", CommandReader.Names)}.");
        var (key, keyFault) = IdempotencyKey.Of(http);
        if (keyFault is not null)
            return keyFault;
        var (expected, matchFault) = Preconditions.IfMatch(http, "the case");
        if (matchFault is not null)
            return matchFault;
        var (body, problem) = await RequestBody.ReadJsonAsync(http, emptyAllowed: true);
        if (body is null)
            return problem!;

        var commandId = key is null
            ? new CommandId(Guid.NewGuid().ToString("N"))
            : new CommandId($"api:{key}", Fingerprints.Of([.. System.Text.Encoding.UTF8.GetBytes(name + "\n"), .. body.Bytes]));
        CommandResult? result;
        IReadOnlyList<FieldFault> faults;
        if (name == CommandReader.Merge)
        {
            (result, faults) = await Merges.RunAsync(http, id, body.Members, commandId, expected);
        }
        else
        {
            (var command, faults) = CommandReader.Read(name, body.Members, commandId, http.Staff());
            result = command is null ? null : await http.Service<CaseService>().ExecuteAsync(id, command, expected, http.RequestAborted);
        }

        return result switch
        {
            null => Problems.Invalid(faults),
            Done done => await ViewAsync(http, done.Case),
            Conflict conflict => Problems.LostRace(conflict.Current.Version, await TellAsync(http, conflict)),
            NotDone refused => Problems.Refused(refused.Refusal),
            _ => NoSuchCase(),
        };
    }

    /// <summary>What has happened since the version that somebody saw, a sentence each.</summary>
    public static async Task<IReadOnlyList<string>> TellAsync(HttpContext http, Conflict conflict)
    {
        var policy = await http.Service<IPolicyLibrary>().FindAsync(conflict.Current.PolicyId, http.RequestAborted);
        var wording = new Wording(policy);
        return [.. Timeline.For(conflict.Since, policy).Select(e => $"{wording.Time(e.Event.At)}, {wording.By(e.Event.By)}: {e.Text}")];
    }

    private static async Task<IResult> ViewAsync(HttpContext http, Case subject)
    {
        var policy = await http.Service<IPolicyLibrary>().FindAsync(subject.PolicyId, http.RequestAborted);
        var history = await http.Service<ICaseStore>().HistoryAsync(subject.Id, http.RequestAborted);
        http.Response.Headers.ETag = $"\"{subject.Version}\"";
        // The history is read after the case, and may have gone on since.
        return Json.Of(CaseView.Of(subject, [.. history.Where(e => e.Number <= subject.Version)], policy, Links.Private(http, subject.Id)));
    }

    private static IResult NoSuchCase() => Problems.NotFound("There is no case of this id.");
}
