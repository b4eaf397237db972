namespace Recovery.Web.Webhooks;

/// <summary>The catalogue as forms and filters use it.</summary>
internal static class KnownEvents
{
    public static readonly IReadOnlyList<string> Types =
        ["complaint.received", "complaint.acknowledged", "case.escalated", "case.updated", "case.resolved", "case.reopened", "case.closed", "remedy.approved", "remedy.delivered", "promise.missed", "root_cause.rising", "webhook.test"];

    /// <summary>With what each says. A test goes to one subscription, whatever it hears of.</summary>
    public static IEnumerable<(string Type, string Description)> Subscribable => Types.SkipLast(1).Select(t => (t, t));
}
