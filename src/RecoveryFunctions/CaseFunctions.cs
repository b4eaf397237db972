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
}
