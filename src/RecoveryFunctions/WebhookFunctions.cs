using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Recovery.Web;

namespace RecoveryFunctions;

/// <summary>Subscriptions, their deliveries and the events themselves, for programs and in the console.</summary>
public static class WebhookFunctions
{
    [Function("ListWebhooks")]
    public static Task<IResult> ListWebhooks([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/webhooks")] HttpRequest request) =>
        RecoverySite.ListWebhooks(request.HttpContext);

    [Function("AddWebhook")]
    public static Task<IResult> AddWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks")] HttpRequest request) =>
        RecoverySite.AddWebhook(request.HttpContext);

    [Function("ShowWebhook")]
    public static Task<IResult> ShowWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/webhooks/{id}")] HttpRequest request) =>
        RecoverySite.ShowWebhook(request.HttpContext);

    [Function("ReplaceWebhook")]
    public static Task<IResult> ReplaceWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/webhooks/{id}")] HttpRequest request) =>
        RecoverySite.ReplaceWebhook(request.HttpContext);

    [Function("RemoveWebhook")]
    public static Task<IResult> RemoveWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/webhooks/{id}")] HttpRequest request) =>
        RecoverySite.RemoveWebhook(request.HttpContext);

    [Function("PauseWebhook")]
    public static Task<IResult> PauseWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/{id}/pause")] HttpRequest request) =>
        RecoverySite.PauseWebhook(request.HttpContext);

    [Function("ResumeWebhook")]
    public static Task<IResult> ResumeWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/{id}/resume")] HttpRequest request) =>
        RecoverySite.ResumeWebhook(request.HttpContext);

    [Function("RotateWebhook")]
    public static Task<IResult> RotateWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/{id}/rotate")] HttpRequest request) =>
        RecoverySite.RotateWebhook(request.HttpContext);

    [Function("TestWebhook")]
    public static Task<IResult> TestWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/{id}/test")] HttpRequest request) =>
        RecoverySite.TestWebhook(request.HttpContext);

    [Function("ReplayWebhook")]
    public static Task<IResult> ReplayWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/{id}/replay")] HttpRequest request) =>
        RecoverySite.ReplayWebhook(request.HttpContext);

    [Function("ListDeliveries")]
    public static Task<IResult> ListDeliveries([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/webhooks/{id}/deliveries")] HttpRequest request) =>
        RecoverySite.ListDeliveries(request.HttpContext);

    [Function("ShowDelivery")]
    public static Task<IResult> ShowDelivery([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/webhooks/{id}/deliveries/{event}")] HttpRequest request) =>
        RecoverySite.ShowDelivery(request.HttpContext);

    [Function("ReplayDelivery")]
    public static Task<IResult> ReplayDelivery([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/{id}/deliveries/{event}/replay")] HttpRequest request) =>
        RecoverySite.ReplayDelivery(request.HttpContext);

    [Function("WebhookKeys")]
    public static Task<IResult> WebhookKeys([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/webhooks/{id}/keys")] HttpRequest request) =>
        RecoverySite.WebhookKeys(request.HttpContext);

    [Function("ListEvents")]
    public static Task<IResult> ListEvents([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/events")] HttpRequest request) =>
        RecoverySite.ListEvents(request.HttpContext);

    [Function("ListEventTypes")]
    public static Task<IResult> ListEventTypes([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/events/types")] HttpRequest request) =>
        RecoverySite.ListEventTypes(request.HttpContext);

    [Function("ConsoleWebhooks")]
    public static Task<IResult> ConsoleWebhooks([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/webhooks")] HttpRequest request) =>
        RecoverySite.ConsoleWebhooks(request.HttpContext);

    [Function("ConsoleAddWebhook")]
    public static Task<IResult> ConsoleAddWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/webhooks")] HttpRequest request) =>
        RecoverySite.ConsoleAddWebhook(request.HttpContext);

    [Function("ConsoleWebhook")]
    public static Task<IResult> ConsoleWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/webhooks/{id}")] HttpRequest request) =>
        RecoverySite.ConsoleWebhook(request.HttpContext);

    [Function("ConsoleDeliveries")]
    public static Task<IResult> ConsoleDeliveries([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/webhooks/{id}/deliveries")] HttpRequest request) =>
        RecoverySite.ConsoleDeliveries(request.HttpContext);

    [Function("ConsoleReplayDelivery")]
    public static Task<IResult> ConsoleReplayDelivery([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/webhooks/{id}/deliveries/{event}/replay")] HttpRequest request) =>
        RecoverySite.ConsoleReplayDelivery(request.HttpContext);

    [Function("ConsoleChangeWebhook")]
    public static Task<IResult> ConsoleChangeWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/webhooks/{id}/{action}")] HttpRequest request) =>
        RecoverySite.ConsoleChangeWebhook(request.HttpContext);
}
