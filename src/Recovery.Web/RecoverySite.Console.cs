using Microsoft.AspNetCore.Http;
using Recovery.Web.Cases;
using Recovery.Web.Console;
using Recovery.Web.Http;
using Recovery.Web.Identity;
using Recovery.Web.Incidents;
using Recovery.Web.Reports;
using Recovery.Web.Webhooks;

namespace Recovery.Web;

// The pages of staff.
public static partial class RecoverySite
{
    public static Task<IResult> ConsoleQueue(HttpContext http) => Guard.RunAsync(http, Audience.Console, QueueHandlers.ShowAsync);

    public static Task<IResult> ConsoleCase(HttpContext http) => Guard.RunAsync(http, Audience.Console, CaseFileHandlers.ShowAsync);

    public static Task<IResult> ConsoleCommand(HttpContext http) => Guard.RunAsync(http, Audience.Console, CaseFileHandlers.CommandAsync);

    public static Task<IResult> ConsoleAttachment(HttpContext http) => Guard.RunAsync(http, Audience.Console, AttachmentHandlers.ShowAsync);

    public static Task<IResult> ConsoleIncidents(HttpContext http) => Guard.RunAsync(http, Audience.Console, IncidentHandlers.ListAsync);

    public static Task<IResult> ConsoleReportIncident(HttpContext http) => Guard.RunAsync(http, Audience.Console, IncidentHandlers.ReportAsync);

    public static Task<IResult> ConsoleIncident(HttpContext http) => Guard.RunAsync(http, Audience.Console, IncidentHandlers.ShowAsync);

    public static Task<IResult> ConsoleImport(HttpContext http) => Guard.RunAsync(http, Audience.Console, ImportHandlers.ShowAsync);

    public static Task<IResult> ConsoleStartImport(HttpContext http) => Guard.RunAsync(http, Audience.Console, ImportHandlers.StartAsync);

    public static Task<IResult> ConsoleImportProgress(HttpContext http) => Guard.RunAsync(http, Audience.Console, ImportHandlers.ProgressAsync);

    public static Task<IResult> ConsoleReports(HttpContext http) => Guard.RunAsync(http, Audience.Console, ReportHandlers.ShowAsync);

    public static Task<IResult> ConsoleOutcomes(HttpContext http) => Guard.RunAsync(http, Audience.Console, ReportApi.OutcomesAsync);

    public static Task<IResult> ConsoleParked(HttpContext http) => Guard.RunAsync(http, Audience.Console, ParkedHandlers.ListAsync);

    public static Task<IResult> ConsoleParkedMessage(HttpContext http) => Guard.RunAsync(http, Audience.Console, ParkedHandlers.ShowAsync);

    public static Task<IResult> ConsoleRetryParked(HttpContext http) => Guard.RunAsync(http, Audience.Console, ParkedHandlers.RetryAsync);

    public static Task<IResult> ConsoleDismissParked(HttpContext http) => Guard.RunAsync(http, Audience.Console, ParkedHandlers.DismissAsync);

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
}
