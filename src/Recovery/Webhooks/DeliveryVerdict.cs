using NodaTime;

namespace Recovery.Webhooks;

/// <summary>What the result of a request means for the event and for its endpoint.</summary>
public enum Verdict
{
    /// <summary>Any 2xx, and nothing else.</summary>
    Delivered,

    /// <summary>Tried again by the schedule. A redirect is one of these: it is not followed.</summary>
    Failed,

    /// <summary>410: the receiver wants no more.</summary>
    Gone,

    /// <summary>Nothing was sent, for a reason of ours; no try is counted.</summary>
    NotSent,
}

public static class DeliveryVerdict
{
    /// <summary>A receiver who asks for more is asked again after this.</summary>
    public static Duration LongestRetryAfter { get; } = Duration.FromHours(24);

    public static Verdict Of(SendResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result switch
        {
            { Fault: SendFault.NotSigned } => Verdict.NotSent,
            { Fault: not null } => Verdict.Failed,
            { Status: >= 200 and < 300 } => Verdict.Delivered,
            { Status: 410 } => Verdict.Gone,
            _ => Verdict.Failed,
        };
    }

    /// <summary>Whether somebody is there who works: any answer but 408, 429 and 5xx.</summary>
    public static bool ShowsLife(SendResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result is { Fault: null, Status: not (null or 408 or 429 or >= 500) };
    }

    /// <summary>How long it asks to be left alone, with 429 or 503 (RFC 6585, 4; RFC 9110, 15.6.4); null when it does not.</summary>
    public static Duration? RetryAfter(SendResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result is { Fault: null, Status: 429 or 503, RetryAfter: { } asked } && asked > Duration.Zero
            ? Duration.Min(asked, LongestRetryAfter)
            : null;
    }
}
