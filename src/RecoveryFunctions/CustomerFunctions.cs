using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Recovery.Web;

namespace RecoveryFunctions;

/// <summary>Pages for customers.</summary>
public static class CustomerFunctions
{
    // The host takes no empty route; this one matches the root alone, once its own home page is off (AzureWebJobsDisableHomepage).
    [Function("Form")]
    public static Task<IResult> Form([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{root:maxlength(0)?}")] HttpRequest request) =>
        RecoverySite.Form(request.HttpContext);

    [Function("SubmitForm")]
    public static Task<IResult> SubmitForm([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "feedback")] HttpRequest request) =>
        RecoverySite.SubmitForm(request.HttpContext);

    [Function("Status")]
    public static Task<IResult> Status([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "status/{token}")] HttpRequest request) =>
        RecoverySite.Status(request.HttpContext);

    [Function("WriteMessage")]
    public static Task<IResult> WriteMessage([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "status/{token}/messages")] HttpRequest request) =>
        RecoverySite.WriteMessage(request.HttpContext);

    [Function("AnswerFollowUp")]
    public static Task<IResult> AnswerFollowUp([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "status/{token}/answer")] HttpRequest request) =>
        RecoverySite.AnswerFollowUp(request.HttpContext);

    [Function("Statistics")]
    public static Task<IResult> Statistics([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "statistics")] HttpRequest request) =>
        RecoverySite.Statistics(request.HttpContext);

    [Function("ComeForward")]
    public static Task<IResult> ComeForward([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "reviews/{token}")] HttpRequest request) =>
        RecoverySite.ComeForward(request.HttpContext);

    [Function("SubmitComeForward")]
    public static Task<IResult> SubmitComeForward([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "reviews/{token}")] HttpRequest request) =>
        RecoverySite.SubmitComeForward(request.HttpContext);
}
