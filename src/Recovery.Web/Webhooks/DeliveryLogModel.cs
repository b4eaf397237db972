using Recovery.Web.Http;
using Recovery.Web.Timelines;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>A page of the log of one subscription's deliveries.</summary>
/// <param name="Status">Those alone; null for all.</param>
/// <param name="First">No cursor was asked for: this is where new ones appear.</param>
/// <param name="MayReplay">The reader may send one again.</param>
public sealed record DeliveryLogModel(
    string Subscription, DeliveryPage Page, DeliveryStatus? Status, bool First, bool MayReplay, FormKeys Keys, Wording Wording)
{
    public string Path => $"{WebhookHandlers.Path}/{Subscription}";

    public static string QueryOf(DeliveryStatus? status) => status is { } one ? $"?status={Wire.Word(one)}" : "";

    /// <summary>Where the page below goes on; null on the last.</summary>
    public string? Older => Page.Next is { } next ? $"{Path}{QueryOf(Status)}{(Status is null ? '?' : '&')}cursor={Uri.EscapeDataString(next)}#deliveries" : null;

    /// <summary>Differs whenever the list does, so that a reader is not disturbed for nothing.</summary>
    public string Mark => Fingerprints.Of(string.Join('\n', Page.Deliveries.Select(d => $"{d.Event} {d.Status} {d.Attempts.Length} {d.ChangedAt} {d.NextAt}")))[..16];
}
