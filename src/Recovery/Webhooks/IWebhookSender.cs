using NodaTime;

namespace Recovery.Webhooks;

/// <summary>Posts one request to a receiver whom nobody trusts.</summary>
public interface IWebhookSender
{
    /// <summary>Never throws for what the receiver or the network does; only when cancelled.</summary>
    Task<SendResult> SendAsync(WebhookRequest request, CancellationToken cancel);
}

/// <param name="Headers"><c>webhook-id</c>, <c>webhook-timestamp</c>, <c>webhook-signature</c>.</param>
public sealed record WebhookRequest(Uri Url, ReadOnlyMemory<byte> Body, string ContentType, IReadOnlyList<(string Name, string Value)> Headers);

/// <summary>What came of a request.</summary>
/// <param name="Status">Null when no answer came.</param>
/// <param name="Fault">Null when an answer came.</param>
/// <param name="RetryAfter">What the answer asked for (RFC 9110, 10.2.3), a date already reckoned from now; null for nothing.</param>
/// <param name="Head">Start of the answer's body as text, control characters taken out, at most <see cref="LongestHead"/> characters.</param>
public sealed record SendResult(int? Status, SendFault? Fault, Duration Took, Duration? RetryAfter, string Head)
{
    public const int LongestHead = 500;
}

/// <summary>Why no answer came.</summary>
public enum SendFault
{
    /// <summary>The address may not be called: its scheme, its port, or what its name resolves to.</summary>
    AddressRefused,

    NameNotFound,

    /// <summary>Nobody listens there, or it cannot be reached.</summary>
    NotConnected,

    /// <summary>The TLS handshake failed, such as for a certificate that is wrong or has expired.</summary>
    Certificate,

    TimedOut,

    /// <summary>The connection broke off, or what came was no HTTP, or too large a head.</summary>
    Broken,

    /// <summary>Our own: the secret cannot be read.</summary>
    NotSigned,
}
