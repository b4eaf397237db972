using Microsoft.AspNetCore.Http;
using Recovery.Web.Cases;
using Recovery.Web.Http;
using Recovery.Web.Incidents;
using Recovery.Web.Intake;
using Recovery.Web.Reports;
using Recovery.Web.Webhooks;

namespace Recovery.Web;

// The API of staff and of integrators.
public static partial class RecoverySite
{
    public static Task<IResult> ReportIncident(HttpContext http) => Guard.RunAsync(http, Audience.Staff, IncidentApi.ReportAsync);

    public static Task<IResult> ListIncidents(HttpContext http) => Guard.RunAsync(http, Audience.Staff, IncidentApi.ListAsync);

    public static Task<IResult> ShowIncident(HttpContext http) => Guard.RunAsync(http, Audience.Staff, IncidentApi.ShowAsync);

    public static Task<IResult> StartImport(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ImportApi.StartAsync);

    public static Task<IResult> ShowImport(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ImportApi.ShowAsync);

    public static Task<IResult> ListCases(HttpContext http) => Guard.RunAsync(http, Audience.Staff, CaseApi.ListAsync);

    public static Task<IResult> ShowCase(HttpContext http) => Guard.RunAsync(http, Audience.Staff, CaseApi.ShowAsync);

    public static Task<IResult> CommandCase(HttpContext http) => Guard.RunAsync(http, Audience.Staff, CaseApi.CommandAsync);

    public static Task<IResult> ShowAttachment(HttpContext http) => Guard.RunAsync(http, Audience.Staff, AttachmentHandlers.ShowAsync);

    public static Task<IResult> ListParked(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ParkedApi.ListAsync);

    public static Task<IResult> ShowParked(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ParkedApi.ShowAsync);

    public static Task<IResult> RetryParked(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ParkedApi.RetryAsync);

    public static Task<IResult> DismissParked(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ParkedApi.DismissAsync);

    public static Task<IResult> ReportSummary(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ReportApi.SummaryAsync);

    public static Task<IResult> ReportOutcomes(HttpContext http) => Guard.RunAsync(http, Audience.Staff, ReportApi.OutcomesAsync);

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
}
