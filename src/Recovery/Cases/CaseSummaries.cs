using NodaTime;
using Recovery.Complaints;
using Recovery.Intake.Incidents;
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
            Marks = [.. Marks(subject)],
        };
    }

    public static IEnumerable<string> Marks(Case subject)
    {
        if (subject.IsOpen)
        {
            if (!subject.Withheld.IsEmpty)
                yield return CaseMarks.Withheld;
            if (subject.AwaitsListening is not null)
                yield return CaseMarks.Listen;
            if (!subject.Suspects.IsEmpty)
                yield return CaseMarks.Suspect;
            if (subject.PublicReply is { Posted: false })
                yield return CaseMarks.PublicReply;
        }

        if (subject is { Phase: not (InProgress or WaitingForCustomer), GivenRemedy: not null, GivenRemedyDelivered: false })
            yield return CaseMarks.RemedyOwed;
        if (!subject.Signs.IsEmpty)
            yield return CaseMarks.Vulnerable;
        if (subject.Reached)
            yield return CaseMarks.Reached;
        else if (Withholding.OutOfReach(subject) is not null)
            yield return CaseMarks.Unreachable;
        if (subject.HeardFrom)
            yield return CaseMarks.Answered;
        if (subject is { Answer: { Solved: true } answer, ResolutionOverturned: false } && (subject.Resolution is not { } resolution || answer.At >= resolution.At))
            yield return CaseMarks.Recovered;
    }

    /// <summary>What these events add to the words that the case is found by; null for nothing.</summary>
    public static string? SearchWords(IReadOnlyList<CaseEvent> events)
    {
        var words = events.SelectMany(e => e switch
        {
            ComplaintReceived r => [r.Reference, .. Told(r.Complaint)],
            ComplaintJoined j => [j.Reference, .. Told(j.Complaint)],
            CustomerWrote w => [w.Text, .. Sent(w.Mail)],
            AutomaticReplyReceived a => [a.Text, .. Sent(a.Mail)],
            ReviewChanged c => [c.AfterText],
            CustomerCameForward f => [f.Text, f.Name, f.Email, f.Phone, f.OrderReference],
            TranscriptConfirmed t => [t.Understood],
            CaseLinked l => [l.Reference],
            Merged m => [m.Reference],
            _ => Enumerable.Empty<string?>(),
        }).OfType<string>();
        var text = string.Join('\n', words);
        return text.Length == 0 ? null : text;
    }

    /// <summary>What tells one case from others comes first: a store may keep no more than so many words.</summary>
    private static IEnumerable<string?> Told(Complaint told) =>
    [
        told.Incident is { } failure ? Incident.SearchWord(failure.Id) : null,
        told.OrderReference, told.CustomerId, told.Name, told.Email, told.Phone, told.Review?.Author, told.Review?.Source, told.Review?.ReviewId,
        told.Mail?.Subject, told.Mail?.From, told.Description, told.Impact, told.WishedOutcome, told.Incident?.Title,
        .. told.Call?.Lines.Select(l => l.Text) ?? [],
        told.Mail?.Folded,
    ];

    private static IEnumerable<string?> Sent(MailOrigin? mail) => [mail?.Subject, mail?.From, mail?.Folded];

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
