using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Recovery.Web.Http;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>What integrators ask of a subscription that is there: a pause, a test, a replay.</summary>
internal static class WebhookActionsApi
{
    private static readonly FrozenDictionary<string, bool> s_onlyParked =
        new Dictionary<string, bool> { ["parked"] = true, ["all"] = false }.ToFrozenDictionary(StringComparer.Ordinal);

    public static async Task<IResult> PauseAsync(HttpContext http)
    {
        var (fields, _, problem) = await WebhookApi.FieldsAsync(http, ["reason"]);
        if (fields is null)
            return problem!;
        var reason = fields.Text("reason", WebhookDesk.LongestReason);
        if (fields.Faults.Count > 0)
            return Problems.Invalid(fields.Faults);
        return await TurnAsync(http, SubscriptionState.Paused, id => Desk(http).PauseAsync(id, reason, http.RequestAborted));
    }

    public static async Task<IResult> ResumeAsync(HttpContext http)
    {
        var (fields, _, problem) = await WebhookApi.FieldsAsync(http, []);
        if (fields is null)
            return problem!;
        return fields.Faults.Count > 0
            ? Problems.Invalid(fields.Faults)
            : await TurnAsync(http, SubscriptionState.Active, id => Desk(http).ResumeAsync(id, http.RequestAborted));
    }

    /// <summary>Sent while the caller waits. Under the same key again, what came of it the first time.</summary>
    public static async Task<IResult> TestAsync(HttpContext http)
    {
        var (fields, request, problem) = await WebhookApi.FieldsAsync(http, []);
        if (fields is null)
            return problem!;
        if (fields.Faults.Count > 0)
            return Problems.Invalid(fields.Faults);
        return await Desk(http).TestAsync(http.RouteText("id"), request!.Id, http.RequestAborted) is Tested { Delivery: var delivery }
            ? Json.Of(Tested(delivery))
            : WebhookApi.NoSuchWebhook();
    }

    public static async Task<IResult> ReplayAsync(HttpContext http)
    {
        var (fields, request, problem) = await WebhookApi.FieldsAsync(http, ["from", "to", "only"]);
        if (fields is null)
            return problem!;
        var (from, to) = (fields.Time("from", required: true), fields.Time("to", required: true));
        if (!fields.Has("only"))
            fields.Fault("only", $"is missing: {string.Join(" or ", s_onlyParked.Keys)}");
        var onlyParked = fields.Choice("only", s_onlyParked);
        if (fields.Faults.Count > 0)
            return Problems.Invalid(fields.Faults);
        return Answer(await Desk(http).ReplayAsync(http.RouteText("id"), from!.Value, to!.Value, onlyParked!.Value, request!.Id, http.RequestAborted));
    }

    public static async Task<IResult> ReplayOneAsync(HttpContext http)
    {
        var (fields, request, problem) = await WebhookApi.FieldsAsync(http, []);
        if (fields is null)
            return problem!;
        return fields.Faults.Count > 0
            ? Problems.Invalid(fields.Faults)
            : Answer(await Desk(http).ReplayAsync(http.RouteText("id"), http.RouteText("event"), request!.Id, http.RequestAborted));
    }

    /// <summary>The desk calls the end of a range <c>until</c>; the API and its form call it <c>to</c>.</summary>
    public static string? FieldOf(NotPossible refusal) => refusal.Field == "until" ? "to" : refusal.Field;

    /// <summary>To be what it is already is no fault: the same request may come twice.</summary>
    private static async Task<IResult> TurnAsync(HttpContext http, SubscriptionState wanted, Func<string, Task<DeskAnswer>> turn)
    {
        if (await WebhookApi.FindAsync(http) is not { } found)
            return WebhookApi.NoSuchWebhook();
        if (found.State == wanted)
            return await WebhookApi.ViewAsync(http, found);
        return await turn(found.Id) switch
        {
            Changed changed => await WebhookApi.ViewAsync(http, changed.Subscription),
            NotPossible refusal => Refused(refusal),
            _ => WebhookApi.NoSuchWebhook(),
        };
    }

    private static IResult Answer(DeskAnswer answer) => answer switch
    {
        ReplayAsked { Run: { } run } => Json.Of(new { Replay = WebhookViews.Of(run) }, StatusCodes.Status202Accepted),
        ReplayAsked => Json.Of(new { Nothing = "Nothing there is to be delivered again: what is still ahead of the subscription comes by itself." }),
        NotPossible refusal => Refused(refusal),
        NotThere { Subscription: false } => DeliveriesApi.NoSuchDelivery(),
        _ => WebhookApi.NoSuchWebhook(),
    };

    private static IResult Refused(NotPossible refusal) => FieldOf(refusal) is { } field ? Problems.Invalid(field, refusal.Reason) : Problems.NotNow(refusal.Reason);

    private static object Tested(Delivery delivery)
    {
        var attempt = delivery.Attempts[^1];
        return new
        {
            Id = delivery.Event,
            Delivered = delivery.Status is DeliveryStatus.Delivered,
            attempt.Status,
            Fault = attempt.Fault is { } fault ? WebhookViews.InWords(fault) : null,
            LatencyMs = WebhookViews.Milliseconds(attempt.Took),
            ResponseHead = attempt.Head,
        };
    }

    private static WebhookDesk Desk(HttpContext http) => http.Service<WebhookDesk>();
}
