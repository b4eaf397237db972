using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Recovery.Web;

namespace RecoveryFunctions;

/// <summary>Cases, for staff's programs.</summary>
public static class CaseFunctions
{
    [Function("ListCases")]
    public static Task<IResult> ListCases([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/cases")] HttpRequest request) =>
        RecoverySite.ListCases(request.HttpContext);

    [Function("ShowCase")]
    public static Task<IResult> ShowCase([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/cases/{id}")] HttpRequest request) =>
        RecoverySite.ShowCase(request.HttpContext);

    [Function("CommandCase")]
    public static Task<IResult> CommandCase([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/cases/{id}/commands/{name}")] HttpRequest request) =>
        RecoverySite.CommandCase(request.HttpContext);

    [Function("ListParked")]
    public static Task<IResult> ListParked([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/parked")] HttpRequest request) =>
        RecoverySite.ListParked(request.HttpContext);

    [Function("ShowParked")]
    public static Task<IResult> ShowParked([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/parked/{id}")] HttpRequest request) =>
        RecoverySite.ShowParked(request.HttpContext);

    [Function("RetryParked")]
    public static Task<IResult> RetryParked([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/parked/{id}/retry")] HttpRequest request) =>
        RecoverySite.RetryParked(request.HttpContext);

    [Function("DismissParked")]
    public static Task<IResult> DismissParked([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/parked/{id}/dismiss")] HttpRequest request) =>
        RecoverySite.DismissParked(request.HttpContext);

    [Function("ShowAttachment")]
    public static Task<IResult> ShowAttachment([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/cases/{id}/attachments/{hash}")] HttpRequest request) =>
        RecoverySite.ShowAttachment(request.HttpContext);
}
