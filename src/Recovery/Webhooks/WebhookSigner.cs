using NodaTime;

namespace Recovery.Webhooks;

/// <summary>Signs as Standard Webhooks 1.0 has it, with every key of the subscription that has not expired.</summary>
public sealed class WebhookSigner(ISecretProtection protection)
{
    /// <returns><c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A secret cannot be read.</exception>
    public IReadOnlyList<(string Name, string Value)> Sign(Subscription subscription, string eventId, Instant now, ReadOnlyMemory<byte> body) =>
        throw new NotSupportedException($"{protection} {subscription.Id} {eventId} {now} {body.Length}");
}
