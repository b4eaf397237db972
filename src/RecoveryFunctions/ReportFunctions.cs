using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Recovery.Web;

namespace RecoveryFunctions;

/// <summary>Figures, for staff's programs.</summary>
public static class ReportFunctions
{
    [Function("ReportSummary")]
    public static Task<IResult> ReportSummary([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/reports/summary")] HttpRequest request) =>
        RecoverySite.ReportSummary(request.HttpContext);

    [Function("ReportOutcomes")]
    public static Task<IResult> ReportOutcomes([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/reports/outcomes.csv")] HttpRequest request) =>
        RecoverySite.ReportOutcomes(request.HttpContext);
}
