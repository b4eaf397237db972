using System.Security.Cryptography;
using NodaTime;

namespace Recovery.Webhooks;

/// <summary>Posts an event to a subscription's receiver: its body in the envelope asked for, signed.</summary>
/// <param name="site">Where the site is reached: the source of CloudEvents.</param>
/// <param name="clock">Of the site, by which keys expire.</param>
/// <param name="machine">Real time, by which receivers judge whether a request is fresh, however fast the site's clock goes.</param>
public sealed class WebhookPost(WebhookSigner signer, IWebhookSender sender, Func<Uri> site, IClock clock, TimeProvider machine)
{
    /// <summary>Never throws for what the receiver or the network does, nor for a secret that cannot be read.</summary>
    public async Task<SendResult> SendAsync(Subscription subscription, PublishedEvent published, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(published);
        var body = EventBody.Write(published, subscription.Envelope, site());
        IReadOnlyList<(string Name, string Value)> headers;
        try
        {
            headers = signer.Sign(subscription, published.Id, Instant.FromDateTimeOffset(machine.GetUtcNow()), clock.GetCurrentInstant(), body);
        }
        catch (CryptographicException)
        {
            return new SendResult(null, SendFault.NotSigned, Duration.Zero, null, "");
        }

        return await sender.SendAsync(new WebhookRequest(subscription.Url, body, EventBody.ContentType(subscription.Envelope), headers), cancel);
    }
}
