using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;
using Recovery.Web.Http;

namespace Recovery.Web;

/// <summary>
/// Every address of the site. A host maps <see cref="Routes"/>, or calls the handlers one by one; each is whole in
/// itself and needs no middleware.
/// </summary>
public static partial class RecoverySite
{
    public static IReadOnlyList<SiteRoute> Routes { get; } =
    [
        new("GET", "/", Audience.Customers, Form),
        new("POST", "/feedback", Audience.Customers, SubmitForm),
        new("GET", "/status/{token}", Audience.Customers, Status),
        new("POST", "/status/{token}/messages", Audience.Customers, WriteMessage),
        new("POST", "/status/{token}/answer", Audience.Customers, AnswerFollowUp),
        new("GET", "/statistics", Audience.Customers, Statistics),
        new("POST", "/api/complaints", Audience.Apps, SubmitComplaint),
        new("POST", "/api/intake/email/{provider}", Audience.Channels, ReceiveMail),
        new("POST", "/api/intake/calls/{format}", Audience.Channels, ReceiveCall),
        new("POST", "/api/intake/reviews", Audience.Channels, ReceiveReview),
        new("GET", "/reviews/{token}", Audience.Customers, ComeForward),
        new("POST", "/reviews/{token}", Audience.Customers, SubmitComeForward),
        new("POST", "/api/incidents", Audience.Staff, ReportIncident),
        new("GET", "/api/incidents", Audience.Staff, ListIncidents),
        new("GET", "/api/incidents/{id}", Audience.Staff, ShowIncident),
        new("POST", "/api/imports", Audience.Staff, StartImport),
        new("GET", "/api/imports/{id}", Audience.Staff, ShowImport),
        new("GET", "/api/cases", Audience.Staff, ListCases),
        new("GET", "/api/cases/{id}", Audience.Staff, ShowCase),
        new("POST", "/api/cases/{id}/commands/{name}", Audience.Staff, CommandCase),
        new("GET", "/api/cases/{id}/attachments/{hash}", Audience.Staff, ShowAttachment),
        new("GET", "/api/parked", Audience.Staff, ListParked),
        new("GET", "/api/parked/{id}", Audience.Staff, ShowParked),
        new("POST", "/api/parked/{id}/retry", Audience.Staff, RetryParked),
        new("POST", "/api/parked/{id}/dismiss", Audience.Staff, DismissParked),
        new("GET", "/api/reports/summary", Audience.Staff, ReportSummary),
        new("GET", "/api/reports/outcomes.csv", Audience.Staff, ReportOutcomes),
        new("GET", "/api/webhooks", Audience.Staff, ListWebhooks),
        new("POST", "/api/webhooks", Audience.Staff, AddWebhook),
        new("GET", "/api/webhooks/{id}", Audience.Staff, ShowWebhook),
        new("PUT", "/api/webhooks/{id}", Audience.Staff, ReplaceWebhook),
        new("DELETE", "/api/webhooks/{id}", Audience.Staff, RemoveWebhook),
        new("POST", "/api/webhooks/{id}/pause", Audience.Staff, PauseWebhook),
        new("POST", "/api/webhooks/{id}/resume", Audience.Staff, ResumeWebhook),
        new("POST", "/api/webhooks/{id}/rotate", Audience.Staff, RotateWebhook),
        new("POST", "/api/webhooks/{id}/test", Audience.Staff, TestWebhook),
        new("POST", "/api/webhooks/{id}/replay", Audience.Staff, ReplayWebhook),
        new("GET", "/api/webhooks/{id}/deliveries", Audience.Staff, ListDeliveries),
        new("GET", "/api/webhooks/{id}/deliveries/{event}", Audience.Staff, ShowDelivery),
        new("POST", "/api/webhooks/{id}/deliveries/{event}/replay", Audience.Staff, ReplayDelivery),
        new("GET", "/api/webhooks/{id}/keys", Audience.Apps, WebhookKeys),
        new("GET", "/api/events", Audience.Receivers, ListEvents),
        new("GET", "/api/events/types", Audience.Apps, ListEventTypes),
        new("GET", "/console", Audience.Console, ConsoleQueue),
        new("GET", "/console/cases/{id}", Audience.Console, ConsoleCase),
        new("POST", "/console/cases/{id}/commands/{name}", Audience.Console, ConsoleCommand),
        new("GET", "/console/cases/{id}/attachments/{hash}", Audience.Console, ConsoleAttachment),
        new("GET", "/console/incidents", Audience.Console, ConsoleIncidents),
        new("POST", "/console/incidents", Audience.Console, ConsoleReportIncident),
        new("GET", "/console/incidents/{id}", Audience.Console, ConsoleIncident),
        new("GET", "/console/import", Audience.Console, ConsoleImport),
        new("POST", "/console/import", Audience.Console, ConsoleStartImport),
        new("GET", "/console/import/{id}", Audience.Console, ConsoleImportProgress),
        new("GET", "/console/reports", Audience.Console, ConsoleReports),
        new("GET", "/console/reports/outcomes.csv", Audience.Console, ConsoleOutcomes),
        new("GET", "/console/parked", Audience.Console, ConsoleParked),
        new("GET", "/console/parked/{id}", Audience.Console, ConsoleParkedMessage),
        new("POST", "/console/parked/{id}/retry", Audience.Console, ConsoleRetryParked),
        new("POST", "/console/parked/{id}/dismiss", Audience.Console, ConsoleDismissParked),
        new("GET", "/console/webhooks", Audience.Console, ConsoleWebhooks),
        new("POST", "/console/webhooks", Audience.Console, ConsoleAddWebhook),
        new("GET", "/console/webhooks/{id}", Audience.Console, ConsoleWebhook),
        new("GET", "/console/webhooks/{id}/deliveries", Audience.Console, ConsoleDeliveries),
        new("POST", "/console/webhooks/{id}/deliveries/{event}/replay", Audience.Console, ConsoleReplayDelivery),
        new("POST", "/console/webhooks/{id}/{action}", Audience.Console, ConsoleChangeWebhook),
        new("GET", "/console/outbox", Audience.Console, ConsoleOutbox),
        new("GET", "/console/outbox/{name}", Audience.Console, ConsoleMail),
        new("GET", "/console/outbox/{name}/html", Audience.Console, ConsoleMailHtml),
        new("GET", "/console/sign-in", Audience.Door, SignInForm),
        new("POST", "/console/sign-in", Audience.Door, SubmitSignIn),
        new("POST", "/console/sign-out", Audience.Door, SignOut),
        new("GET", "/assets/{file}", Audience.Everyone, Assets),
        new("GET", "/openapi.json", Audience.Everyone, OpenApi),
        new("GET", "/healthz", Audience.Operators, Live),
        new("GET", "/readyz", Audience.Operators, Ready),
    ];

    private static readonly Lazy<(SiteRoute Route, TemplateMatcher Matcher)[]> s_matchers = new(() =>
        [.. Routes.Select(r => (r, new TemplateMatcher(TemplateParser.Parse(r.Pattern.TrimStart('/')), [])))]);

    /// <summary>For every address that is no route: a problem document under <c>/api</c>, a page elsewhere.</summary>
    public static Task<IResult> Unknown(HttpContext http)
    {
        var api = http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        return Guard.RunAsync(http, api ? Audience.Apps : Audience.Customers, _ => Task.FromResult(NotHere(http, api)));
    }

    private static IResult NotHere(HttpContext http, bool api)
    {
        var others = s_matchers.Value.Where(m => m.Matcher.TryMatch(http.Request.Path, [])).Select(m => m.Route.Method).Distinct().ToList();
        if (others.Count == 0)
            return api ? Problems.NotFound("There is no such address.") : Notices.NoSuchPage();
        var allowed = string.Join(", ", others);
        http.Response.Headers.Allow = allowed;
        return api ? Problems.WrongMethod(allowed) : Notices.WrongMethod();
    }
}
