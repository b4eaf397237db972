namespace Recovery.Webhooks;

/// <summary>Names of what is published. One that was released is never given another meaning.</summary>
public static class EventTypes
{
    public const string ComplaintReceived = "complaint.received";
    public const string ComplaintAcknowledged = "complaint.acknowledged";
    public const string CaseEscalated = "case.escalated";
    public const string CaseUpdated = "case.updated";
    public const string CaseResolved = "case.resolved";
    public const string CaseReopened = "case.reopened";
    public const string CaseClosed = "case.closed";
    public const string RemedyApproved = "remedy.approved";
    public const string RemedyDelivered = "remedy.delivered";
    public const string PromiseMissed = "promise.missed";
    public const string RootCauseRising = "root_cause.rising";
    public const string WebhookTest = "webhook.test";
}
