using NodaTime;

namespace Recovery.Webhooks;

/// <summary>More cases than usual were closed with one root cause; the numbers are those of the policy and of the reports.</summary>
public sealed record RootCauseRisingFacts
{
    /// <summary>Id in the policy's tree.</summary>
    public required string RootCause { get; init; }

    /// <summary>Last day that was counted; days are those of the policy's time zone.</summary>
    public required LocalDate Until { get; init; }

    /// <summary>How many days were counted, the last of them included.</summary>
    public required int WindowDays { get; init; }

    /// <summary>Cases closed with it in the window.</summary>
    public required long Cases { get; init; }

    /// <summary>How many days before the window it is compared with.</summary>
    public required int ComparedDays { get; init; }

    /// <summary>What those would lead to expect in as many days as the window has, to two decimals.</summary>
    public required decimal Expected { get; init; }
}

/// <summary>Sent when somebody asks for it, to one subscription alone; it is not in the list of events.</summary>
public sealed record WebhookTestFacts
{
    /// <summary>Id of the subscription that it was sent to.</summary>
    public required string Subscription { get; init; }
}
