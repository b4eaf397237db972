using NodaTime;
using Recovery.Messages;

namespace Recovery.Cases;

/// <summary>Derives what lists show, and what a case is found by.</summary>
internal static class CaseSummaries
{
    private const int ExcerptLength = 160;

    public static CaseSummary Of(Case subject)
    {
        var (what, at) = DueNext(subject);
        return new CaseSummary
        {
            Id = subject.Id,
            Reference = subject.Reference,
            Status = subject.Phase.Status,
            Owner = subject.Owner,
            Category = subject.Category,
            Severity = subject.Severity,
            Channel = WireName.Of(subject.Complaint.Channel),
            Excerpt = Words.Excerpt(subject.Complaint.Description, ExcerptLength),
            OpenedAt = subject.OpenedAt,
            DueWhat = what,
            DueAt = at,
            Missed = subject.Promises.Any(p => p.Missed),
            Level = subject.IsOpen ? subject.Escalation?.Level ?? 0 : 0,
            TakenBy = subject.Escalation?.TakenBy,
            AwaitsOurReply = subject.AwaitsOurReply,
            Undelivered = subject.IsAlertLost || !subject.Undelivered.IsEmpty,
            Version = subject.Version,
        };
    }

    /// <summary>What these events add to the words that the case is found by; null for nothing.</summary>
    public static string? SearchWords(IReadOnlyList<CaseEvent> events)
    {
        var words = events.SelectMany(e => e switch
        {
            ComplaintReceived r => new[]
            {
                r.Reference, r.Complaint.Description, r.Complaint.Name, r.Complaint.Email, r.Complaint.Phone,
                r.Complaint.OrderReference, r.Complaint.CustomerId, r.Complaint.Impact, r.Complaint.WishedOutcome,
            },
            CustomerWrote w => [w.Text],
            _ => [],
        }).OfType<string>();
        var text = string.Join('\n', words);
        return text.Length == 0 ? null : text;
    }

    /// <summary>For staff: a broken promise stays first in the queue until it is met.</summary>
    private static (string? What, Instant? At) DueNext(Case subject)
    {
        switch (subject.Phase)
        {
            case InProgress:
                var promise = subject.Promises.MinBy(p => p.DueAt);
                return (promise is null ? null : WireName.Of(promise.Kind), promise?.DueAt);
            case WaitingForCustomer waiting:
                var statutory = subject.Owed(PromiseKind.Statutory);
                return statutory is not null && statutory.DueAt < waiting.Until
                    ? (WireName.Of(statutory.Kind), statutory.DueAt)
                    : ("answer-awaited", waiting.Until);
            case ResolvedPhase resolved:
                return ("follow-up", resolved.FollowUpAt);
            case FollowingUp asked:
                return ("close", asked.ClosesAt);
            default:
                return (null, null);
        }
    }
}
