using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Recovery.Web;

namespace RecoveryFunctions;

/// <summary>Complaints from programs and channels over HTTP, one by one or in lists; those that come by a queue are read in <c>Queues/</c>.</summary>
public static class IntakeFunctions
{
    [Function("SubmitComplaint")]
    public static Task<IResult> SubmitComplaint([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/complaints")] HttpRequest request) =>
        RecoverySite.SubmitComplaint(request.HttpContext);

    [Function("ReceiveMail")]
    public static Task<IResult> ReceiveMail([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/intake/email/{provider}")] HttpRequest request) =>
        RecoverySite.ReceiveMail(request.HttpContext);

    [Function("ReceiveCall")]
    public static Task<IResult> ReceiveCall([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/intake/calls/{format}")] HttpRequest request) =>
        RecoverySite.ReceiveCall(request.HttpContext);

    [Function("ReceiveReview")]
    public static Task<IResult> ReceiveReview([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/intake/reviews")] HttpRequest request) =>
        RecoverySite.ReceiveReview(request.HttpContext);

    [Function("ReportIncident")]
    public static Task<IResult> ReportIncident([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/incidents")] HttpRequest request) =>
        RecoverySite.ReportIncident(request.HttpContext);

    [Function("ListIncidents")]
    public static Task<IResult> ListIncidents([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/incidents")] HttpRequest request) =>
        RecoverySite.ListIncidents(request.HttpContext);

    [Function("ShowIncident")]
    public static Task<IResult> ShowIncident([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/incidents/{id}")] HttpRequest request) =>
        RecoverySite.ShowIncident(request.HttpContext);

    [Function("StartImport")]
    public static Task<IResult> StartImport([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/imports")] HttpRequest request) =>
        RecoverySite.StartImport(request.HttpContext);

    [Function("ShowImport")]
    public static Task<IResult> ShowImport([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/imports/{id}")] HttpRequest request) =>
        RecoverySite.ShowImport(request.HttpContext);
}
