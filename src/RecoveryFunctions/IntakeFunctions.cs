using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Recovery.Web;

namespace RecoveryFunctions;

/// <summary>Complaints from programs over HTTP; those that come by a queue are read in <c>Queues/</c>.</summary>
public static class IntakeFunctions
{
    [Function("SubmitComplaint")]
    public static Task<IResult> SubmitComplaint([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/complaints")] HttpRequest request) =>
        RecoverySite.SubmitComplaint(request.HttpContext);
}
