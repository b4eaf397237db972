using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Web.Http;
using Recovery.Web.Intake;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>Subscriptions, for the programs of integrators.</summary>
internal static class WebhookApi
{
    public const int MostOverlapHours = 168;

    public static async Task<IResult> ListAsync(HttpContext http) => Json.Of(new
    {
        Webhooks = (await SubscriptionStatus.AllAsync(
            http.Service<ISubscriptions>(), http.Service<IDeliveries>(), http.Service<IEventLog>(), Now(http), http.RequestAborted)).Select(s => WebhookViews.Of(s)),
    });

    public static async Task<IResult> ShowAsync(HttpContext http) =>
        await FindAsync(http) is { } subscription ? await ViewAsync(http, subscription) : NoSuchWebhook();

    /// <summary>201 with the secret; the same request under the same key again is 200 without it.</summary>
    public static async Task<IResult> CreateAsync(HttpContext http)
    {
        var (draft, request, problem) = await ReadAsync(http);
        if (draft is null)
            return problem!;
        var change = await http.Service<SubscriptionChanges>().CreateAsync(draft, request!, http.RequestAborted);
        if (Problem(change) is { } refused)
            return refused;
        var created = change.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        http.Response.Headers.Location = $"/api/webhooks/{change.Subscription!.Id}";
        return await ViewAsync(http, change.Subscription, change.Secret, created, draft.Notice);
    }

    public static async Task<IResult> ReplaceAsync(HttpContext http)
    {
        var (expected, matchFault) = Preconditions.IfMatch(http, "the subscription");
        if (matchFault is not null)
            return matchFault;
        var (draft, _, problem) = await ReadAsync(http);
        if (draft is null)
            return problem!;
        var change = await http.Service<SubscriptionChanges>().ReplaceAsync(http.RouteText("id"), draft, expected, http.RequestAborted);
        return Problem(change) ?? await ViewAsync(http, change.Subscription!, notice: draft.Notice);
    }

    public static async Task<IResult> RemoveAsync(HttpContext http)
    {
        if (WebhookAccess.Refusal(http) is { } refused)
            return refused;
        var (_, keyFault) = IdempotencyKey.Of(http);
        return keyFault ?? (await http.Service<SubscriptionChanges>().RemoveAsync(http.RouteText("id"), http.RequestAborted) ? Results.NoContent() : NoSuchWebhook());
    }

    public static async Task<IResult> RotateAsync(HttpContext http)
    {
        var (fields, request, problem) = await FieldsAsync(http, ["overlapHours"]);
        if (fields is null)
            return problem!;
        var hours = fields.Whole("overlapHours", 0, MostOverlapHours);
        if (fields.Faults is { Count: > 0 } faults)
            return Problems.Invalid(faults);
        var overlap = hours is { } given ? Duration.FromHours(given) : WebhookSecrets.Overlap;
        var change = await http.Service<SubscriptionChanges>().RotateAsync(http.RouteText("id"), overlap, request!, http.RequestAborted);
        return Problem(change) ?? await ViewAsync(http, change.Subscription!, change.Secret);
    }

    /// <summary>Public halves alone, for anybody who verifies.</summary>
    public static async Task<IResult> KeysAsync(HttpContext http)
    {
        var now = Now(http);
        return await FindAsync(http) is { } subscription
            ? Json.Of(new { Keys = subscription.Keys.Where(k => k.PublicKey is not null && k.SignsAt(now)).Select(WebhookViews.Of) })
            : NoSuchWebhook();
    }

    public static async Task<IResult> ViewAsync(HttpContext http, Subscription subscription, string? secret = null, int status = StatusCodes.Status200OK, string? notice = null)
    {
        http.Response.Headers.ETag = $"\"{subscription.Version}\"";
        var found = await SubscriptionStatus.OfAsync(subscription, http.Service<IDeliveries>(), http.Service<IEventLog>(), Now(http), http.RequestAborted);
        return Json.Of(WebhookViews.Of(found, secret, notice), status);
    }

    public static Task<Subscription?> FindAsync(HttpContext http) => http.Service<ISubscriptions>().FindAsync(http.RouteText("id"), http.RequestAborted);

    public static IResult NoSuchWebhook() => Problems.NotFound("There is no subscription of this id.");

    /// <summary>The members of a body that may be empty, read by somebody who may change things.</summary>
    public static async Task<(FieldReader? Fields, ChangeRequest? Request, IResult? Problem)> FieldsAsync(HttpContext http, IReadOnlyCollection<string> known)
    {
        if (WebhookAccess.Refusal(http) is { } refused)
            return (null, null, refused);
        var (key, keyFault) = IdempotencyKey.Of(http);
        if (keyFault is not null)
            return (null, null, keyFault);
        var (body, problem) = await RequestBody.ReadJsonAsync(http, emptyAllowed: true);
        if (body is null)
            return (null, null, problem);
        var fields = new FieldReader(body.Members, []);
        fields.Only(known);
        // The same key for another subscription, or for another thing to do with it, is another request.
        return (fields, new ChangeRequest(key is null ? null : $"{http.Request.Path.Value}\n{key}", Fingerprints.Of(body.Bytes)), null);
    }

    private static async Task<(SubscriptionDraft? Draft, ChangeRequest? Request, IResult? Problem)> ReadAsync(HttpContext http)
    {
        if (WebhookAccess.Refusal(http) is { } refused)
            return (null, null, refused);
        var (key, keyFault) = IdempotencyKey.Of(http);
        if (keyFault is not null)
            return (null, null, keyFault);
        var (body, problem) = await RequestBody.ReadJsonAsync(http, emptyAllowed: false);
        if (body is null)
            return (null, null, problem);
        var faults = new List<FieldFault>();
        var draft = await SubscriptionReader.ReadAsync(body.Members, http.Service<ReceiverCheck>(), faults, http.RequestAborted);
        return (draft, new ChangeRequest(key, Fingerprints.Of(body.Bytes)), draft is null ? Problems.Invalid(faults) : null);
    }

    private static IResult? Problem(SubscriptionChange change) => change.Fault switch
    {
        ChangeFault.None => null,
        ChangeFault.KeyReused => Problems.Invalid(IdempotencyKey.Header, "was used before for another request; nothing was changed"),
        ChangeFault.TooMany => Problems.NotNow($"There are {ISubscriptions.Most} subscriptions, and each costs every event a delivery. Remove one that nobody needs."),
        ChangeFault.Stale => Problems.SubscriptionChanged(change.Subscription!.Version),
        ChangeFault.OtherSigning => Problems.Invalid("signing", $"is {WebhookViews.Signing(change.Subscription!.Signing)} and stays so; make another subscription"),
        _ => NoSuchWebhook(),
    };

    private static Instant Now(HttpContext http) => http.Service<IClock>().GetCurrentInstant();
}
