using Microsoft.AspNetCore.Http;
using Recovery.Cases;
using Recovery.Web.Components;
using Recovery.Web.Console;
using Recovery.Web.Http;
using Recovery.Web.Timelines;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>Subscriptions in the console: the list, and the page of each with its log.</summary>
internal static class WebhookHandlers
{
    public const string Path = "/console/webhooks";

    /// <summary>Name of the box of one type of event, before the type.</summary>
    public const string TypeBox = "type.";

    private const int LogLength = 30;

    public static Task<IResult> ListAsync(HttpContext http) => ListAsync(http, FormState.Empty, null, StatusCodes.Status200OK);

    /// <summary>The secret is on the answer itself and nowhere else; the same form sent again leads to the page without it.</summary>
    public static async Task<IResult> CreateAsync(HttpContext http)
    {
        var (form, refused) = await FormAsync(http);
        if (form is null)
            return refused!;
        if (!form.Genuine)
            return await ListAsync(http, new FormState(form.Fields, []), FormPost.Expired, StatusCodes.Status400BadRequest);
        var faults = new List<FieldFault>();
        var draft = await SubscriptionReader.ReadAsync(Members(form), http.Service<ReceiverCheck>(), faults, http.RequestAborted);
        if (draft is null)
            return await ListAsync(http, new FormState(form.Fields, [.. faults.Select(Tell)]), null, StatusCodes.Status422UnprocessableEntity);
        var change = await http.Service<SubscriptionChanges>().CreateAsync(draft, RequestOf(form, "create"), http.RequestAborted);
        if (change.Fault is ChangeFault.TooMany)
            return await ListAsync(http, new FormState(form.Fields, []), $"There are {ISubscriptions.Most} subscriptions already. Remove one that nobody needs first.", StatusCodes.Status422UnprocessableEntity);
        return change is { IsNew: true, Subscription: { } added }
            ? await PageAsync(http, added, new WebhookNotice("added", change.Secret, Aside: draft.Notice), StatusCodes.Status200OK)
            : Page.SeeOther($"{Path}/{change.Subscription?.Id}");
    }

    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        if (await WebhookApi.FindAsync(http) is not { } subscription)
            return NoSuchWebhook();
        var done = http.Request.Query["done"].ToString();
        var tested = done == WebhookNotice.TestedWord
            ? await http.Service<IDeliveries>().FindAsync(subscription.Id, http.Request.Query["event"].ToString(), http.RequestAborted)
            : null;
        // The id comes from the address, where anything may stand.
        tested = tested is { Type: EventTypes.WebhookTest, Attempts.Length: > 0 } ? tested : null;
        return await PageAsync(http, subscription, WebhookNotice.Told.ContainsKey(done) || tested is not null ? new WebhookNotice(done, Tested: tested) : null, StatusCodes.Status200OK);
    }

    /// <summary>The log alone, for the page's script.</summary>
    public static async Task<IResult> LogAsync(HttpContext http)
    {
        if (await WebhookApi.FindAsync(http) is not { } subscription)
            return NoSuchWebhook();
        return await LogAsync(http, subscription, FormKeys.Issue(http), new Wording(http.Service<IPolicyLibrary>().Current)) is { } log
            ? Page.Of<DeliveryLog>(new { Model = log })
            : NoSuchWebhook();
    }

    public static IResult NoSuchWebhook() =>
        Notices.Say(StatusCodes.Status404NotFound, "There is no such subscription", "Somebody may have removed it. All that there are stand under Webhooks.");

    /// <summary>The page of one, after whatever was tried on it.</summary>
    public static async Task<IResult> PageAsync(HttpContext http, Subscription subscription, WebhookNotice? notice, int status, FormState? changing = null)
    {
        var frame = ConsoleFrame.Of(http);
        if (await LogAsync(http, subscription, frame.Keys, frame.Wording) is not { } log)
            return Page.SeeOther($"{Path}/{subscription.Id}");
        http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.LivePages;
        return Page.Of<WebhookPage>(new
        {
            Frame = frame,
            Status = await SubscriptionStatus.OfAsync(subscription, http.Service<IDeliveries>(), http.Service<IEventLog>(), frame.Now, http.RequestAborted),
            Log = log,
            Notice = notice,
            Changing = changing,
        }, status);
    }

    /// <summary>The form of somebody who may change things; else the page that says why not.</summary>
    public static async Task<(FormPost? Form, IResult? Refused)> FormAsync(HttpContext http) => WebhookAccess.MayChange(http.Staff())
        ? await FormPost.ReadAsync(http)
        : (null, Notices.Say(StatusCodes.Status403Forbidden, "This needs another role",
            "Subscriptions are changed by people with the role operator or integrator. Nothing was changed."));

    /// <summary>What a form says of a subscription, as the API takes it.</summary>
    public static Dictionary<string, object?> Members(FormPost form)
    {
        var members = SubscriptionReader.Members.Where(m => form[m].Trim().Length > 0).ToDictionary(m => m, m => (object?)form[m], StringComparer.Ordinal);
        members["types"] = form.Fields.Keys.Where(f => f.StartsWith(TypeBox, StringComparison.Ordinal)).Select(f => f[TypeBox.Length..]).ToList();
        return members;
    }

    public static ChangeRequest RequestOf(FormPost form, string what) => new($"console:{form.Command(what).Key}", form.Fingerprint);

    public static FieldFault Tell(FieldFault fault) => fault with
    {
        Reason = fault switch
        {
            { Field: "url", Reason: "is missing" } => "Please enter the address that events are sent to.",
            { Field: "url" } => $"The address {fault.Reason}.",
            { Field: "name", Reason: "is missing" } => "Please give it a name by which your colleagues know it.",
            { Field: "name" } => $"The name {fault.Reason}.",
            { Field: "owner" } => $"Who is told {fault.Reason}.",
            { Field: "types" } => $"The list of events {fault.Reason}.",
            _ => $"{fault.Field} {fault.Reason}.",
        },
    };

    private static async Task<DeliveryLogModel?> LogAsync(HttpContext http, Subscription subscription, FormKeys keys, Wording wording)
    {
        DeliveryStatus? status = DeliveriesApi.Statuses.TryGetValue(http.Request.Query["status"].ToString(), out var known) ? known : null;
        var cursor = http.Request.Query["cursor"].ToString() is { Length: > 0 and <= DeliveriesApi.LongestCursor } given ? given : null;
        try
        {
            var page = await http.Service<IDeliveries>().ListAsync(subscription.Id, new DeliveryQuery(status, cursor, LogLength), http.RequestAborted);
            return new DeliveryLogModel(subscription.Id, page, status, cursor is null, WebhookAccess.MayChange(http.Staff()), keys, wording);
        }
        catch (InvalidCursorException)
        {
            return null;
        }
    }

    private static async Task<IResult> ListAsync(HttpContext http, FormState state, string? notice, int status)
    {
        var frame = ConsoleFrame.Of(http);
        return Page.Of<WebhooksPage>(new
        {
            Frame = frame,
            Subscriptions = await SubscriptionStatus.AllAsync(
                http.Service<ISubscriptions>(), http.Service<IDeliveries>(), http.Service<IEventLog>(), frame.Now, http.RequestAborted),
            State = state,
            Notice = notice,
            Removed = http.Request.Query["done"] == "removed",
            MayChange = WebhookAccess.MayChange(http.Staff()),
        }, status);
    }
}

/// <summary>What has just been done, or was not.</summary>
/// <param name="Done">A key of <see cref="Told"/>, or <see cref="TestedWord"/>; empty for nothing.</param>
/// <param name="Secret">To be shown on this page, and on no other ever.</param>
/// <param name="Fault">Why nothing was done.</param>
/// <param name="Aside">What somebody should know beside it.</param>
/// <param name="Tested">What came of the test that was asked for.</param>
public sealed record WebhookNotice(string Done, string? Secret = null, string? Fault = null, Delivery? Tested = null, string? Aside = null)
{
    public const string TestedWord = "tested";

    public static readonly IReadOnlyDictionary<string, string> Told = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["added"] = "The subscription is there. It hears of everything that happens from now on.",
        ["changed"] = "The subscription was changed.",
        ["paused"] = "It is paused. Nothing is sent until somebody resumes it; events go on into the log.",
        ["resumed"] = "It is resumed. What happened meanwhile is delivered now, in order.",
        ["rotated"] = "There is a new key. The one before signs as well, for as long as you said.",
        ["replaying"] = "The events are delivered again. They keep their ids, so that a receiver knows those that it has.",
        ["nothing"] = "There was nothing to deliver again.",
    };
}
