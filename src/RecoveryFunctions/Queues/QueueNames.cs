namespace RecoveryFunctions.Queues;

/// <summary>Storage queues, base64. What fails five times, or is not base64, the host moves to the queue of the same name with <see cref="Poison"/> at its end.</summary>
public static class QueueNames
{
    public const string Complaints = "complaints";

    public const string Emails = "complaint-emails";

    public const string Calls = "complaint-calls";

    /// <summary>Ids of cases to be looked at.</summary>
    public const string Nudges = "case-nudges";

    /// <summary>Ids of subscriptions to be looked at.</summary>
    public const string Webhooks = "webhook-deliveries";

    /// <summary>What Communication Services tells of mail that we sent, by Event Grid.</summary>
    public const string MailReports = "mail-reports";

    /// <summary>Pieces of jobs: many complaints that were taken at once.</summary>
    public const string Jobs = "intake-jobs";

    public const string Poison = "-poison";

    public static IReadOnlyList<string> All { get; } = [Complaints, Emails, Calls, Nudges, Webhooks, MailReports, Jobs];
}
