using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Web.Components;
using Recovery.Web.Http;
using Recovery.Web.Intake;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>The buttons and forms on the page of a subscription.</summary>
internal static class WebhookActionHandlers
{
    public const string SureBox = "sure";
    public const string VersionField = "version";

    private static readonly Dictionary<string, Func<HttpContext, Subscription, FormPost, Task<IResult>>> s_actions = new(StringComparer.Ordinal)
    {
        ["pause"] = PauseAsync,
        ["resume"] = ResumeAsync,
        ["test"] = TestAsync,
        ["rotate"] = RotateAsync,
        ["replay"] = ReplayAsync,
        ["change"] = ChangeAsync,
        ["remove"] = RemoveAsync,
    };

    public static async Task<IResult> DoAsync(HttpContext http)
    {
        if (!s_actions.TryGetValue(http.RouteText("action"), out var action) || await WebhookApi.FindAsync(http) is not { } subscription)
            return WebhookHandlers.NoSuchWebhook();
        return await DoAsync(http, subscription, action);
    }

    public static async Task<IResult> ReplayOneAsync(HttpContext http)
    {
        if (await WebhookApi.FindAsync(http) is not { } subscription)
            return WebhookHandlers.NoSuchWebhook();
        var one = http.RouteText("event");
        // All buttons of a page send the same form; the event that each is for stands in its address.
        return await DoAsync(http, subscription, async (_, found, form) => await ReplayedAsync(
            http, found, await Desk(http).ReplayAsync(found.Id, one, WebhookHandlers.RequestOf(form, $"replay {one}").Id, http.RequestAborted)));
    }

    private static async Task<IResult> DoAsync(HttpContext http, Subscription subscription, Func<HttpContext, Subscription, FormPost, Task<IResult>> action)
    {
        var (form, refused) = await WebhookHandlers.FormAsync(http);
        if (form is null)
            return refused!;
        return form.Genuine ? await action(http, subscription, form)
            : await RefuseAsync(http, subscription, FormPost.Expired, StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> PauseAsync(HttpContext http, Subscription subscription, FormPost form)
    {
        var faults = new List<FieldFault>();
        var reason = new FieldReader(form.Fields, faults).Text("reason", WebhookDesk.LongestReason);
        if (faults.Count > 0)
            return await RefuseAsync(http, subscription, $"The reason {faults[0].Reason}.");
        return await TurnedAsync(http, subscription, "paused", await Desk(http).PauseAsync(subscription.Id, reason, http.RequestAborted));
    }

    private static async Task<IResult> ResumeAsync(HttpContext http, Subscription subscription, FormPost form) =>
        await TurnedAsync(http, subscription, "resumed", await Desk(http).ResumeAsync(subscription.Id, http.RequestAborted));

    private static async Task<IResult> TestAsync(HttpContext http, Subscription subscription, FormPost form) =>
        await Desk(http).TestAsync(subscription.Id, WebhookHandlers.RequestOf(form, "test").Id, http.RequestAborted) is Tested { Delivery: var delivery }
            ? Done(subscription, $"{WebhookNotice.TestedWord}&event={Uri.EscapeDataString(delivery.Event)}")
            : WebhookHandlers.NoSuchWebhook();

    private static async Task<IResult> RotateAsync(HttpContext http, Subscription subscription, FormPost form)
    {
        var faults = new List<FieldFault>();
        var hours = new FieldReader(form.Fields, faults).Whole("overlapHours", 0, WebhookApi.MostOverlapHours);
        if (faults.Count > 0)
            return await RefuseAsync(http, subscription, $"The hours: {faults[0].Reason}.");
        var overlap = hours is { } given ? Duration.FromHours(given) : WebhookSecrets.Overlap;
        var change = await http.Service<SubscriptionChanges>().RotateAsync(subscription.Id, overlap, WebhookHandlers.RequestOf(form, "rotate"), http.RequestAborted);
        return change switch
        {
            { Subscription: null } => WebhookHandlers.NoSuchWebhook(),
            { Secret: { } secret } => await WebhookHandlers.PageAsync(http, change.Subscription, new WebhookNotice("rotated", secret), StatusCodes.Status200OK),
            _ => Done(subscription, "rotated"),
        };
    }

    private static async Task<IResult> ReplayAsync(HttpContext http, Subscription subscription, FormPost form)
    {
        var zone = http.Service<IPolicyLibrary>().Current.Zone;
        var times = form.Fields.Where(f => f.Key is "from" or "to").ToDictionary(f => f.Key, f => FormTimes.ToRfc3339(f.Value, zone), StringComparer.Ordinal);
        var faults = new List<FieldFault>();
        var fields = new FieldReader(times, faults);
        var (from, to) = (fields.Time("from", required: true), fields.Time("to", required: true));
        if (faults.Count > 0)
            return await RefuseAsync(http, subscription, "Please say from when to when: both times, with day and hour.");
        return await ReplayedAsync(http, subscription, await Desk(http).ReplayAsync(
            subscription.Id, from!.Value, to!.Value, form["only"] != "all", WebhookHandlers.RequestOf(form, "replay").Id, http.RequestAborted));
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, Subscription subscription, FormPost form)
    {
        var faults = new List<FieldFault>();
        var draft = await SubscriptionReader.ReadAsync(WebhookHandlers.Members(form), http.Service<ReceiverCheck>(), faults, http.RequestAborted);
        if (draft is null)
            return await AgainAsync(new WebhookNotice(""), [.. faults.Select(WebhookHandlers.Tell)], StatusCodes.Status422UnprocessableEntity);
        int? seen = int.TryParse(form[VersionField], out var version) ? version : null;
        var change = await http.Service<SubscriptionChanges>().ReplaceAsync(subscription.Id, draft, seen, http.RequestAborted);
        return change.Fault switch
        {
            ChangeFault.None => Done(subscription, "changed"),
            ChangeFault.Stale => await AgainAsync(
                new WebhookNotice("", Fault: "Somebody was quicker, and nothing of yours has been done yet. Look at what it is now, then send it again: your text is still here."), [], StatusCodes.Status409Conflict),
            _ => WebhookHandlers.NoSuchWebhook(),
        };

        Task<IResult> AgainAsync(WebhookNotice notice, IReadOnlyList<FieldFault> wrong, int status) =>
            WebhookHandlers.PageAsync(http, subscription, notice, status, new FormState(form.Fields, wrong));
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, Subscription subscription, FormPost form)
    {
        if (form[SureBox].Length == 0)
            return await RefuseAsync(http, subscription, "Please tick the box if you want to remove it. Nothing was removed.");
        await http.Service<SubscriptionChanges>().RemoveAsync(subscription.Id, http.RequestAborted);
        return Page.SeeOther($"{WebhookHandlers.Path}?done=removed");
    }

    /// <summary>A second click finds it as the first one made it.</summary>
    private static async Task<IResult> TurnedAsync(HttpContext http, Subscription subscription, string done, DeskAnswer answer) => answer switch
    {
        Changed => Done(subscription, done),
        NotPossible when (subscription.State is SubscriptionState.Active) == (done == "resumed") => Done(subscription, done),
        NotPossible refusal => await RefuseAsync(http, subscription, refusal.Reason),
        _ => WebhookHandlers.NoSuchWebhook(),
    };

    private static async Task<IResult> ReplayedAsync(HttpContext http, Subscription subscription, DeskAnswer answer) => answer switch
    {
        ReplayAsked asked => Done(subscription, asked.Run is null ? "nothing" : "replaying"),
        NotPossible refusal => await RefuseAsync(http, subscription, refusal.Reason),
        _ => WebhookHandlers.NoSuchWebhook(),
    };

    private static Task<IResult> RefuseAsync(HttpContext http, Subscription subscription, string fault, int status = StatusCodes.Status422UnprocessableEntity) =>
        WebhookHandlers.PageAsync(http, subscription, new WebhookNotice("", Fault: fault), status);

    private static IResult Done(Subscription subscription, string done) => Page.SeeOther($"{WebhookHandlers.Path}/{subscription.Id}?done={done}");

    private static WebhookDesk Desk(HttpContext http) => http.Service<WebhookDesk>();
}
