using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Recovery.Web;

namespace RecoveryFunctions;

/// <summary>The console, the style sheets, the description of the API and the probes.</summary>
public static class SiteFunctions
{
    [Function("ConsoleQueue")]
    public static Task<IResult> ConsoleQueue([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console")] HttpRequest request) =>
        RecoverySite.ConsoleQueue(request.HttpContext);

    [Function("ConsoleCase")]
    public static Task<IResult> ConsoleCase([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/cases/{id}")] HttpRequest request) =>
        RecoverySite.ConsoleCase(request.HttpContext);

    [Function("ConsoleCommand")]
    public static Task<IResult> ConsoleCommand([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/cases/{id}/commands/{name}")] HttpRequest request) =>
        RecoverySite.ConsoleCommand(request.HttpContext);

    [Function("ConsoleReports")]
    public static Task<IResult> ConsoleReports([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/reports")] HttpRequest request) =>
        RecoverySite.ConsoleReports(request.HttpContext);

    [Function("ConsoleOutcomes")]
    public static Task<IResult> ConsoleOutcomes([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/reports/outcomes.csv")] HttpRequest request) =>
        RecoverySite.ConsoleOutcomes(request.HttpContext);

    [Function("ConsoleParked")]
    public static Task<IResult> ConsoleParked([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/parked")] HttpRequest request) =>
        RecoverySite.ConsoleParked(request.HttpContext);

    [Function("ConsoleParkedMessage")]
    public static Task<IResult> ConsoleParkedMessage([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/parked/{id}")] HttpRequest request) =>
        RecoverySite.ConsoleParkedMessage(request.HttpContext);

    [Function("ConsoleRetryParked")]
    public static Task<IResult> ConsoleRetryParked([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/parked/{id}/retry")] HttpRequest request) =>
        RecoverySite.ConsoleRetryParked(request.HttpContext);

    [Function("ConsoleDismissParked")]
    public static Task<IResult> ConsoleDismissParked([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/parked/{id}/dismiss")] HttpRequest request) =>
        RecoverySite.ConsoleDismissParked(request.HttpContext);

    [Function("ConsoleOutbox")]
    public static Task<IResult> ConsoleOutbox([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/outbox")] HttpRequest request) =>
        RecoverySite.ConsoleOutbox(request.HttpContext);

    [Function("ConsoleMail")]
    public static Task<IResult> ConsoleMail([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/outbox/{name}")] HttpRequest request) =>
        RecoverySite.ConsoleMail(request.HttpContext);

    [Function("ConsoleMailHtml")]
    public static Task<IResult> ConsoleMailHtml([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/outbox/{name}/html")] HttpRequest request) =>
        RecoverySite.ConsoleMailHtml(request.HttpContext);

    [Function("SignInForm")]
    public static Task<IResult> SignInForm([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/sign-in")] HttpRequest request) =>
        RecoverySite.SignInForm(request.HttpContext);

    [Function("SubmitSignIn")]
    public static Task<IResult> SubmitSignIn([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/sign-in")] HttpRequest request) =>
        RecoverySite.SubmitSignIn(request.HttpContext);

    [Function("SignOut")]
    public static Task<IResult> SignOut([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/sign-out")] HttpRequest request) =>
        RecoverySite.SignOut(request.HttpContext);

    [Function("Assets")]
    public static Task<IResult> Assets([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "assets/{file}")] HttpRequest request) =>
        RecoverySite.Assets(request.HttpContext);

    [Function("OpenApi")]
    public static Task<IResult> OpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi.json")] HttpRequest request) =>
        RecoverySite.OpenApi(request.HttpContext);

    [Function("Live")]
    public static Task<IResult> Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "healthz")] HttpRequest request) =>
        RecoverySite.Live(request.HttpContext);

    [Function("Ready")]
    public static Task<IResult> Ready([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "readyz")] HttpRequest request) =>
        RecoverySite.Ready(request.HttpContext);

    [Function("ConsoleAttachment")]
    public static Task<IResult> ConsoleAttachment([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/cases/{id}/attachments/{hash}")] HttpRequest request) =>
        RecoverySite.ConsoleAttachment(request.HttpContext);

    [Function("ConsoleIncidents")]
    public static Task<IResult> ConsoleIncidents([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/incidents")] HttpRequest request) =>
        RecoverySite.ConsoleIncidents(request.HttpContext);

    [Function("ConsoleReportIncident")]
    public static Task<IResult> ConsoleReportIncident([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/incidents")] HttpRequest request) =>
        RecoverySite.ConsoleReportIncident(request.HttpContext);

    [Function("ConsoleIncident")]
    public static Task<IResult> ConsoleIncident([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/incidents/{id}")] HttpRequest request) =>
        RecoverySite.ConsoleIncident(request.HttpContext);

    [Function("ConsoleImport")]
    public static Task<IResult> ConsoleImport([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/import")] HttpRequest request) =>
        RecoverySite.ConsoleImport(request.HttpContext);

    [Function("ConsoleStartImport")]
    public static Task<IResult> ConsoleStartImport([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/import")] HttpRequest request) =>
        RecoverySite.ConsoleStartImport(request.HttpContext);

    [Function("ConsoleImportProgress")]
    public static Task<IResult> ConsoleImportProgress([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/import/{id}")] HttpRequest request) =>
        RecoverySite.ConsoleImportProgress(request.HttpContext);
}
