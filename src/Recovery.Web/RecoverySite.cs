using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Intake.Mail;
using Recovery.Web.Cases;
using Recovery.Web.Console;
using Recovery.Web.Customers;
using Recovery.Web.Http;
using Recovery.Web.Identity;
using Recovery.Web.Imports;
using Recovery.Web.Incidents;
using Recovery.Web.Intake;
using Recovery.Web.OpenApi;
using Recovery.Web.Operations;
using Recovery.Web.Reports;
using Recovery.Web.Webhooks;

namespace Recovery.Web;

/// <summary>
/// Every address of the site. A host maps <see cref="Routes"/>, or calls the handlers one by one; each is whole in
/// itself and needs no middleware.
/// </summary>
public static class RecoverySite
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

    public static Task<IResult> Form(HttpContext http) => Guard.RunAsync(http, Audience.Customers, FeedbackForm.ShowAsync);

    public static Task<IResult> SubmitForm(HttpContext http) => Guard.RunAsync(http, Audience.Customers, FeedbackForm.SubmitAsync);

    public static Task<IResult> Status(HttpContext http) => Guard.RunAsync(http, Audience.Customers, StatusHandlers.ShowAsync);

    public static Task<IResult> WriteMessage(HttpContext http) => Guard.RunAsync(http, Audience.Customers, StatusHandlers.WriteAsync);

    public static Task<IResult> AnswerFollowUp(HttpContext http) => Guard.RunAsync(http, Audience.Customers, StatusHandlers.AnswerAsync);

    public static Task<IResult> Statistics(HttpContext http) => Guard.RunAsync(http, Audience.Customers, PublicStatistics.ShowAsync);

    public static Task<IResult> SubmitComplaint(HttpContext http) => Guard.RunAsync(http, Audience.Apps, IntakeApi.SubmitAsync);

    public static Task<IResult> ReceiveMail(HttpContext http) => Guard.RunAsync(http, Audience.Channels, MailIntakeApi.ReceiveAsync);

    public static Task<IResult> ReceiveCall(HttpContext http) => Guard.RunAsync(http, Audience.Channels, CallIntakeApi.ReceiveAsync);

    public static Task<IResult> ReceiveReview(HttpContext http) => Guard.RunAsync(http, Audience.Channels, ReviewIntakeApi.ReceiveAsync);

    public static Task<IResult> ComeForward(HttpContext http) => Guard.RunAsync(http, Audience.Customers, ComeForwardHandlers.ShowAsync);

    public static Task<IResult> SubmitComeForward(HttpContext http) => Guard.RunAsync(http, Audience.Customers, ComeForwardHandlers.SubmitAsync);

    public static Task<IResult> ReportIncident(HttpContext http) => Guard.RunAsync(http, Audience.Staff, IncidentApi.ReportAsync);

    public static Task<IResult> ListIncidents(HttpContext http) => Guard.RunAsync(http, Audience.Staff, IncidentApi.ListAsync);

    public static Task<IResult> ShowIncident(HttpContext http) => Guard.RunAsync(http, Audience.Staff, IncidentApi.ShowAsync);

    public static Task<IResult> StartImport(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ImportApi.StartAsync);

    public static Task<IResult> ShowImport(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ImportApi.ShowAsync);

    public static Task<IResult> ShowAttachment(HttpContext http) => Guard.RunAsync(http, Audience.Staff, AttachmentHandlers.ShowAsync);

    public static Task<IResult> ConsoleAttachment(HttpContext http) => Guard.RunAsync(http, Audience.Console, AttachmentHandlers.ShowAsync);

    public static Task<IResult> ConsoleIncidents(HttpContext http) => Guard.RunAsync(http, Audience.Console, IncidentHandlers.ListAsync);

    public static Task<IResult> ConsoleReportIncident(HttpContext http) => Guard.RunAsync(http, Audience.Console, IncidentHandlers.ReportAsync);

    public static Task<IResult> ConsoleIncident(HttpContext http) => Guard.RunAsync(http, Audience.Console, IncidentHandlers.ShowAsync);

    public static Task<IResult> ConsoleImport(HttpContext http) => Guard.RunAsync(http, Audience.Console, ImportHandlers.ShowAsync);

    public static Task<IResult> ConsoleStartImport(HttpContext http) => Guard.RunAsync(http, Audience.Console, ImportHandlers.StartAsync);

    public static Task<IResult> ConsoleImportProgress(HttpContext http) => Guard.RunAsync(http, Audience.Console, ImportHandlers.ProgressAsync);

    public static Task<IResult> ListCases(HttpContext http) => Guard.RunAsync(http, Audience.Staff, CaseApi.ListAsync);

    public static Task<IResult> ShowCase(HttpContext http) => Guard.RunAsync(http, Audience.Staff, CaseApi.ShowAsync);

    public static Task<IResult> CommandCase(HttpContext http) => Guard.RunAsync(http, Audience.Staff, CaseApi.CommandAsync);

    public static Task<IResult> ListParked(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ParkedApi.ListAsync);

    public static Task<IResult> ShowParked(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ParkedApi.ShowAsync);

    public static Task<IResult> RetryParked(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ParkedApi.RetryAsync);

    public static Task<IResult> DismissParked(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ParkedApi.DismissAsync);

    public static Task<IResult> ReportSummary(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ReportApi.SummaryAsync);

    public static Task<IResult> ReportOutcomes(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ReportApi.OutcomesAsync);

    public static Task<IResult> ConsoleQueue(HttpContext http) => Guard.RunAsync(http, Audience.Console, QueueHandlers.ShowAsync);

    public static Task<IResult> ConsoleCase(HttpContext http) => Guard.RunAsync(http, Audience.Console, CaseFileHandlers.ShowAsync);

    public static Task<IResult> ConsoleCommand(HttpContext http) => Guard.RunAsync(http, Audience.Console, CaseFileHandlers.CommandAsync);

    public static Task<IResult> ConsoleReports(HttpContext http) => Guard.RunAsync(http, Audience.Console, ReportHandlers.ShowAsync);

    public static Task<IResult> ConsoleOutcomes(HttpContext http) => Guard.RunAsync(http, Audience.Console, ReportApi.OutcomesAsync);

    public static Task<IResult> ConsoleParked(HttpContext http) => Guard.RunAsync(http, Audience.Console, ParkedHandlers.ListAsync);

    public static Task<IResult> ConsoleParkedMessage(HttpContext http) => Guard.RunAsync(http, Audience.Console, ParkedHandlers.ShowAsync);

    public static Task<IResult> ConsoleRetryParked(HttpContext http) => Guard.RunAsync(http, Audience.Console, ParkedHandlers.RetryAsync);

    public static Task<IResult> ConsoleDismissParked(HttpContext http) => Guard.RunAsync(http, Audience.Console, ParkedHandlers.DismissAsync);

    public static Task<IResult> ListWebhooks(HttpContext http) => Guard.RunAsync(http, Audience.Staff, WebhookApi.ListAsync);

    public static Task<IResult> AddWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Staff, WebhookApi.CreateAsync);

    public static Task<IResult> ShowWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Staff, WebhookApi.ShowAsync);

    public static Task<IResult> ReplaceWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Staff, WebhookApi.ReplaceAsync);

    public static Task<IResult> RemoveWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Staff, WebhookApi.RemoveAsync);

    public static Task<IResult> PauseWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Staff, WebhookActionsApi.PauseAsync);

    public static Task<IResult> ResumeWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Staff, WebhookActionsApi.ResumeAsync);

    public static Task<IResult> RotateWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Staff, WebhookApi.RotateAsync);

    public static Task<IResult> TestWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Staff, WebhookActionsApi.TestAsync);

    public static Task<IResult> ReplayWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Staff, WebhookActionsApi.ReplayAsync);

    public static Task<IResult> ListDeliveries(HttpContext http) => Guard.RunAsync(http, Audience.Staff, DeliveriesApi.ListAsync);

    public static Task<IResult> ShowDelivery(HttpContext http) => Guard.RunAsync(http, Audience.Staff, DeliveriesApi.ShowAsync);

    public static Task<IResult> ReplayDelivery(HttpContext http) => Guard.RunAsync(http, Audience.Staff, WebhookActionsApi.ReplayOneAsync);

    public static Task<IResult> WebhookKeys(HttpContext http) => Guard.RunAsync(http, Audience.Apps, WebhookApi.KeysAsync);

    public static Task<IResult> ListEvents(HttpContext http) => Guard.RunAsync(http, Audience.Receivers, EventsApi.ListAsync);

    public static Task<IResult> ListEventTypes(HttpContext http) => Guard.RunAsync(http, Audience.Apps, EventsApi.TypesAsync);

    public static Task<IResult> ConsoleWebhooks(HttpContext http) => Guard.RunAsync(http, Audience.Console, WebhookHandlers.ListAsync);

    public static Task<IResult> ConsoleAddWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Console, WebhookHandlers.CreateAsync);

    public static Task<IResult> ConsoleWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Console, WebhookHandlers.ShowAsync);

    public static Task<IResult> ConsoleDeliveries(HttpContext http) => Guard.RunAsync(http, Audience.Console, WebhookHandlers.LogAsync);

    public static Task<IResult> ConsoleReplayDelivery(HttpContext http) => Guard.RunAsync(http, Audience.Console, WebhookActionHandlers.ReplayOneAsync);

    public static Task<IResult> ConsoleChangeWebhook(HttpContext http) => Guard.RunAsync(http, Audience.Console, WebhookActionHandlers.DoAsync);

    public static Task<IResult> ConsoleOutbox(HttpContext http) => Guard.RunAsync(http, Audience.Console, OutboxHandlers.ListAsync);

    public static Task<IResult> ConsoleMail(HttpContext http) => Guard.RunAsync(http, Audience.Console, OutboxHandlers.ShowAsync);

    public static Task<IResult> ConsoleMailHtml(HttpContext http) => Guard.RunAsync(http, Audience.Console, OutboxHandlers.HtmlAsync);

    public static Task<IResult> SignInForm(HttpContext http) => Guard.RunAsync(http, Audience.Door, SignIn.ShowAsync);

    public static Task<IResult> SubmitSignIn(HttpContext http) => Guard.RunAsync(http, Audience.Door, SignIn.SubmitAsync);

    public static Task<IResult> SignOut(HttpContext http) => Guard.RunAsync(http, Audience.Door, SignIn.EndAsync);

    public static Task<IResult> Assets(HttpContext http) => Guard.RunAsync(http, Audience.Everyone, SiteAssets.ShowAsync);

    public static Task<IResult> OpenApi(HttpContext http) => Guard.RunAsync(http, Audience.Everyone, OpenApiHandlers.ShowAsync);

    public static Task<IResult> Live(HttpContext http) => Guard.RunAsync(http, Audience.Operators, Probes.LiveAsync);

    public static Task<IResult> Ready(HttpContext http) => Guard.RunAsync(http, Audience.Operators, Probes.ReadyAsync);

    /// <summary>For every address that is no route: a problem document under <c>/api</c>, a page elsewhere.</summary>
    public static Task<IResult> Unknown(HttpContext http)
    {
        var api = http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        return Guard.RunAsync(http, api ? Audience.Apps : Audience.Customers, _ => Task.FromResult(NotHere(http, api)));
    }

    /// <summary>
    /// What the site itself needs. The host adds the ports: <c>CaseService</c>, <c>ICaseStore</c>, <c>IPolicyLibrary</c>,
    /// <c>IReportStore</c>, <c>CaseTokens</c>, <c>MailAddresses</c>, <c>IClock</c>, <see cref="IStaffIdentity"/>, <see cref="IntakeAccess"/>,
    /// <see cref="ICorrespondence"/>, <see cref="IKeptFiles"/>, <see cref="IIntakeJobs"/>, <see cref="IIncidents"/>,
    /// <see cref="IParkedMessages"/>, and, where it has them, <see cref="ISignInCodes"/>, <see cref="IOutbox"/>, <see cref="IGraphMail"/>
    /// and any number of <see cref="IReadiness"/>.
    /// </summary>
    public static IServiceCollection AddRecoverySite(this IServiceCollection services, SiteOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(_ => new SourceLimits(options));
        services.AddSingleton<ComplaintIntake>().AddSingleton<MailIntake>().AddSingleton<ReviewIntake>().AddSingleton<CaseMerging>();
        services.AddSingleton<CallIntake>().AddSingleton<QueuedIntake>().AddSingleton<IParkedIntake, ParkedIntake>();
        services.AddSingleton<IncidentReports>().AddSingleton<IntakeJobRunner>().AddSingleton<ImportRuns>().AddSingleton<CheckedLists>();
        services.AddSingleton<SubscriptionChanges>().AddSingleton<WebhookAttention>();
        services.AddRazorComponents();
        services.AddDataProtection();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.FormFieldName = "form-token";
            antiforgery.Cookie.Name = "recovery-form";
            // Lax: whoever comes by a link in a web mail keeps the cookie that their other windows rely on. It proves
            // nothing by itself; the field in the form must match it.
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        return services;
    }

    /// <summary>Staff by the staff token, for an embedded host.</summary>
    public static IServiceCollection AddTokenStaffIdentity(this IServiceCollection services, StaffToken token)
    {
        services.AddSingleton(token);
        services.AddSingleton<TokenStaffIdentity>();
        services.AddSingleton<IStaffIdentity>(s => s.GetRequiredService<TokenStaffIdentity>());
        return services;
    }

    public static IEndpointRouteBuilder MapRecoverySite(this IEndpointRouteBuilder endpoints)
    {
        foreach (var route in Routes)
        {
            string[] methods = route.Method == "GET" ? ["GET", "HEAD"] : [route.Method];
            endpoints.MapMethods(route.Pattern, methods, Run(route.Handler)).DisableAntiforgery();
        }

        endpoints.MapFallback("{*path}", Run(Unknown));
        return endpoints;
    }

    private static RequestDelegate Run(Func<HttpContext, Task<IResult>> handler) => async http => await (await handler(http)).ExecuteAsync(http);

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
