using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Recovery.Cases;
using Recovery.Web.Http;
using Recovery.Web.Intake;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>What became of each event on its way to one subscription.</summary>
internal static class DeliveriesApi
{
    public const int LongestCursor = 1_000;

    public static readonly FrozenDictionary<string, DeliveryStatus> Statuses =
        Enum.GetValues<DeliveryStatus>().ToFrozenDictionary(Wire.Word, s => s, StringComparer.Ordinal);

    public static async Task<IResult> ListAsync(HttpContext http)
    {
        var faults = new List<FieldFault>();
        var fields = new FieldReader(http.Request.Query.Where(p => p.Value.ToString().Trim().Length > 0).ToDictionary(p => p.Key, p => p.Value.ToString()), faults);
        fields.Only(["status", "limit", "cursor"]);
        var query = new DeliveryQuery(fields.Choice("status", Statuses), fields.Text("cursor", LongestCursor), fields.Whole("limit", 1, 200) ?? 50);
        if (faults.Count > 0)
            return Problems.BadQuery(faults);
        if (await WebhookApi.FindAsync(http) is not { } subscription)
            return WebhookApi.NoSuchWebhook();
        try
        {
            var page = await http.Service<IDeliveries>().ListAsync(subscription.Id, query, http.RequestAborted);
            return Json.Of(new { Deliveries = page.Deliveries.Select(WebhookViews.Of), page.Next });
        }
        catch (InvalidCursorException)
        {
            return Problems.BadQuery([new FieldFault("cursor", "is not one that this list gave out")]);
        }
    }

    public static async Task<IResult> ShowAsync(HttpContext http) =>
        await http.Service<IDeliveries>().FindAsync(http.RouteText("id"), http.RouteText("event"), http.RequestAborted) is { } delivery
            ? Json.Of(WebhookViews.Of(delivery))
            : NoSuchDelivery();

    public static IResult NoSuchDelivery() =>
        Problems.NotFound("There is no such delivery: the subscription has none of this event, or it is no longer kept.");
}
