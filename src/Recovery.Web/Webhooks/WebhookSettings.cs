using NodaTime;

namespace Recovery.Web.Webhooks;

/// <summary><c>Recovery:Webhooks</c>, the same in both hosts.</summary>
public sealed record WebhookSettings
{
    /// <summary>
    /// For development and tests: private and loopback addresses may be called, loopback ones by plain http and on any port.
    /// Refused on Azure.
    /// </summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Ports beside 443 that receivers may have, parted by commas.</summary>
    public string? Ports { get; init; }

    /// <summary>Lets a program read <c>/api/events</c>, and nothing else, with <c>Authorization: Bearer</c>.</summary>
    public string? EventsKey { get; init; }

    /// <summary>How long events and records of deliveries are kept; at least 30.</summary>
    public int RetentionDays { get; init; } = 35;

    /// <summary>Requests at a time to one receiver, 1 to 64.</summary>
    public int PerEndpoint { get; init; } = 8;

    public Duration Retention => Duration.FromDays(RetentionDays);
}
