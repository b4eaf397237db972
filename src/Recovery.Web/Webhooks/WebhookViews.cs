using NodaTime;
using Recovery.Web.Http;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>Subscriptions and deliveries as the API writes them. A secret is never among the members of a subscription.</summary>
internal static class WebhookViews
{
    /// <param name="notice">A sentence about the address, of the answer to a change alone.</param>
    public static object Of(SubscriptionStatus status, string? secret = null, string? notice = null)
    {
        var (subscription, health) = (status.Subscription, status.Progress.Health);
        return new
        {
            subscription.Id,
            Url = subscription.Url.AbsoluteUri,
            subscription.Name,
            subscription.Types,
            Envelope = Envelope(subscription.Envelope),
            Signing = Signing(subscription.Signing),
            subscription.Owner,
            State = Wire.Word(subscription.State),
            subscription.StateReason,
            CreatedAt = Wire.Time(subscription.CreatedAt),
            Health = new
            {
                Condition = Wire.Word(status.Condition),
                Breaker = health.OpenUntil is null ? "closed" : "open",
                OpenUntil = Wire.Time(health.OpenUntil),
                health.Failures,
                Since = Wire.Time(health.Since),
            },
            status.Progress.Position,
            status.Behind,
            BehindSince = Wire.Time(status.BehindSince),
            status.Waiting,
            status.Parked,
            NextAttemptAt = Wire.Time(status.NextTry),
            Replays = status.Progress.Replays.Select(Of),
            Keys = status.Keys.Select(Of),
            Secret = secret,
            Notice = notice,
        };
    }

    public static object Of(SigningKey key) => new { CreatedAt = Wire.Time(key.CreatedAt), ExpiresAt = Wire.Time(key.ExpiresAt), key.PublicKey };

    public static object Of(ReplayRun run) => new { run.Id, Only = run.OnlyParked ? "parked" : "all", AskedAt = Wire.Time(run.AskedAt), run.Position, run.Until };

    public static object Of(Delivery delivery) => new
    {
        Id = delivery.Event,
        delivery.Type,
        delivery.Stream,
        delivery.Position,
        EventAt = Wire.Time(delivery.EventAt),
        Status = Wire.Word(delivery.Status),
        delivery.Reason,
        NextAttemptAt = Wire.Time(delivery.NextAt),
        ChangedAt = Wire.Time(delivery.ChangedAt),
        Attempts = delivery.Attempts.Select(Of),
    };

    public static object Of(DeliveryAttempt attempt) => new
    {
        At = Wire.Time(attempt.At),
        attempt.Status,
        Fault = attempt.Fault is { } fault ? InWords(fault) : null,
        LatencyMs = Milliseconds(attempt.Took),
        ResponseHead = attempt.Head,
    };

    public static long Milliseconds(Duration took) => (long)Math.Round(took.TotalMilliseconds);

    public static string Envelope(EventEnvelope envelope) => envelope is EventEnvelope.CloudEvents ? "cloudevents" : "standard";

    public static string Signing(SignatureScheme scheme) => scheme is SignatureScheme.V1a ? "v1a" : "v1";

    /// <summary>Why no answer came: a sentence without its full stop.</summary>
    public static string InWords(SendFault fault) => fault switch
    {
        SendFault.AddressRefused => "the address may not be called: its scheme, its port, or what its name leads to",
        SendFault.NameNotFound => "the name of the host was not found",
        SendFault.NotConnected => "nobody took the connection",
        SendFault.Certificate => "the TLS handshake failed: the certificate is wrong, has expired, or is not trusted",
        SendFault.TimedOut => "no whole answer came in time",
        SendFault.Broken => "the connection broke off, or what came was no HTTP",
        _ => "it could not be signed: the secret cannot be read; rotate it",
    };
}
