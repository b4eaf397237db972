using Microsoft.AspNetCore.Http;
using Recovery.Cases;
using Recovery.Web.Cases;
using Recovery.Web.Components;
using Recovery.Web.Http;

namespace Recovery.Web.Console;

/// <summary>The queue: what is due next stands first.</summary>
internal static class QueueHandlers
{
    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        var frame = ConsoleFrame.Of(http);
        var values = http.Request.Query.ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
        var (query, faults) = CaseQueryReader.Read(http.Request.Query, frame.Now);
        if (faults.Count == 0 && query.Statuses.Count == 0 && query.Text is null)
            query = query with { Statuses = QueueModel.Unfinished };
        CasePage page;
        try
        {
            page = faults.Count == 0 ? await http.Service<ICaseStore>().QueryAsync(query, http.RequestAborted) : new CasePage([], null);
        }
        catch (InvalidCursorException)
        {
            return Page.SeeOther("/console");
        }

        var model = new QueueModel(frame, page, new FormState(values, faults), query);
        return Page.Of<QueuePage>(new { Model = model }, faults.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}

/// <param name="Filter">As it stands in the address.</param>
public sealed record QueueModel(ConsoleFrame Frame, CasePage Page, FormState Filter, CaseQuery Query)
{
    /// <summary>What the queue shows when nobody asks for anything else.</summary>
    public static readonly IReadOnlyList<string> Unfinished = ["open", "waiting", "resolved", "following-up"];

    public IReadOnlyList<(string Name, string Href, bool Here)> Views =>
    [
        View("All open", ""),
        View("Mine", $"?owner={Uri.EscapeDataString(Frame.Me)}"),
        View("Overdue", "?overdue=true"),
        View("Escalated", "?escalated=true"),
        View("Waiting", "?status=waiting"),
        View("Resolved", "?status=resolved,following-up"),
        View("Closed", "?status=closed"),
    ];

    public string NextPage => "/console?" + string.Join('&', Filter.Values.Where(v => v.Key != "cursor" && v.Value.Length > 0)
        .Append(KeyValuePair.Create("cursor", Page.Next ?? "")).Select(v => $"{Uri.EscapeDataString(v.Key)}={Uri.EscapeDataString(v.Value)}"));

    public string DueState(CaseSummary line) => line switch
    {
        { DueAt: null } => "none",
        { Missed: true } => "late",
        _ when line.DueAt < Frame.Now => "late",
        _ when line.Status is "open" && line.DueAt < Frame.Now + NodaTime.Duration.FromHours(4) => "soon",
        { Status: "open" } => "fine",
        _ => "rest",
    };

    private (string, string, bool) View(string name, string query)
    {
        var asked = string.Join('&', Filter.Values.Where(v => v.Key != "cursor" && v.Value.Length > 0).Select(v => $"{v.Key}={Uri.EscapeDataString(v.Value)}"));
        return (name, "/console" + query, Uri.UnescapeDataString(query.TrimStart('?')) == Uri.UnescapeDataString(asked));
    }
}
