using NodaTime;
using Recovery.Cases;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Remedies;
using Recovery.Web.Http;
using Recovery.Web.Timelines;

namespace Recovery.Web.Cases;

/// <summary>A case as the API tells it. Times are RFC 3339 in UTC, choices are lower case with hyphens.</summary>
internal sealed record CaseView
{
    public required string CaseId { get; init; }

    public required string Reference { get; init; }

    public required int Version { get; init; }

    public required string Status { get; init; }

    /// <summary>Why and until when the case waits, is followed up, or why it was closed; by status.</summary>
    public required object? Phase { get; init; }

    public required string PolicyId { get; init; }

    public required string OpenedAt { get; init; }

    public required object Complaint { get; init; }

    public required object Triage { get; init; }

    public string? Owner { get; init; }

    public string? Team { get; init; }

    public required IReadOnlyList<object> Promises { get; init; }

    public object? NextDue { get; init; }

    public object? Escalation { get; init; }

    public object? Remedy { get; init; }

    public object? Resolution { get; init; }

    public object? Answer { get; init; }

    public required int Reopenings { get; init; }

    public required int AskedFirst { get; init; }

    public required bool AwaitsOurReply { get; init; }

    public required IReadOnlyList<int> Undelivered { get; init; }

    /// <summary>As of <see cref="CaseMarks"/>.</summary>
    public required IReadOnlyList<string> Marks { get; init; }

    /// <summary>Kinds of messages that no program may send and nobody has sent yet.</summary>
    public required IReadOnlyList<string> Withheld { get; init; }

    public required IReadOnlyList<object> Suspects { get; init; }

    public required IReadOnlyList<object> Links { get; init; }

    public object? MergedInto { get; init; }

    public object? PublicReply { get; init; }

    public string? AwaitsListening { get; init; }

    public string? Understood { get; init; }

    public required bool CameForward { get; init; }

    public required IReadOnlyList<object> Timeline { get; init; }

    /// <param name="privateLink">What stands for the mark in a public reply.</param>
    public static CaseView Of(Case subject, IReadOnlyList<CaseEvent> history, RecoveryPolicy policy, string privateLink) => new()
    {
        CaseId = subject.Id.Value,
        Reference = subject.Reference,
        Version = subject.Version,
        Status = subject.Phase.Status,
        Phase = PhaseOf(subject.Phase),
        PolicyId = subject.PolicyId,
        OpenedAt = Wire.Time(subject.OpenedAt),
        Complaint = OriginView.Of(subject.Complaint),
        Triage = new { subject.Category, subject.Severity, subject.Reasons, subject.Signs, subject.Emotions },
        Owner = subject.Owner,
        Team = subject.Team,
        Promises = [.. subject.Promises.OrderBy(p => p.DueAt).Select(p => new
        {
            Kind = Wire.Word(p.Kind), p.Number, MadeAt = Wire.Time(p.MadeAt), DueAt = Wire.Time(p.DueAt), State = p.Missed ? "missed" : "owed", p.Rule, p.Explanation,
        })],
        NextDue = NextOf(CaseClock.NextDue(subject, policy)),
        Escalation = subject.Escalation is { } e ? new { e.Level, e.Reason, At = Wire.Time(e.At), e.TakenBy } : null,
        Remedy = subject.Remedy is { } r ? new { Offer = OfferOf(r.Offer), Status = Wire.Word(r.Status), r.ProposedBy, r.NeedsApprovalBy, r.Delivered } : null,
        Resolution = subject.Resolution is { } s
            ? new { At = Wire.Time(s.At), Outcome = Wire.Word(s.Outcome), s.Explanation, s.RootCause, Remedy = s.Remedy is null ? null : OfferOf(s.Remedy) }
            : null,
        Answer = subject.Answer is { } a ? new { At = Wire.Time(a.At), a.Solved, a.Satisfaction, a.WouldReturn, a.Recommend, a.Comment } : null,
        Reopenings = subject.Reopenings,
        AskedFirst = subject.AskedFirst,
        AwaitsOurReply = subject.AwaitsOurReply,
        Undelivered = subject.Undelivered,
        Marks = CaseMarks.Of(subject),
        Withheld = [.. subject.Withheld.Select(Wire.Word)],
        Suspects = [.. subject.Suspects.Select(s => new { CaseId = s.Case.Value, s.Reference, s.Why })],
        Links = [.. subject.Links.Select(LinkOf)],
        MergedInto = subject.MergedInto is { } other ? LinkOf(other) : null,
        PublicReply = subject.PublicReply is { } reply
            ? new { Text = reply.Text.Replace(MessageText.PrivateLink, privateLink, StringComparison.Ordinal), reply.Posted } : null,
        AwaitsListening = subject.AwaitsListening,
        Understood = subject.Understood,
        CameForward = subject.CameForward,
        Timeline = [.. Timelines.Timeline.For(history, policy).Select(EntryOf)],
    };

    public static object Line(CaseSummary line, Instant now) => new
    {
        CaseId = line.Id.Value,
        line.Reference,
        line.Status,
        line.Owner,
        line.Category,
        line.Severity,
        line.Channel,
        line.Excerpt,
        OpenedAt = Wire.Time(line.OpenedAt),
        NextDue = line.DueAt is { } at ? new { What = line.DueWhat, At = Wire.Time(at) } : null,
        Overdue = line.Missed || line.DueAt < now,
        line.Missed,
        Escalation = line.Level > 0 ? new { line.Level, line.TakenBy } : null,
        line.AwaitsOurReply,
        line.Undelivered,
        line.Marks,
        line.Version,
    };

    private static object EntryOf(TimelineEntry entry) => new
    {
        entry.Event.Number,
        At = Wire.Time(entry.Event.At),
        By = new { Kind = Wire.Word(entry.Event.By.Kind), Name = entry.Event.By.Name.Length == 0 ? null : entry.Event.By.Name },
        entry.Type,
        entry.Text,
        entry.Words,
        Message = MessageOf(entry.Event),
        Attachments = OriginView.AttachmentsOf(entry.Event),
        entry.VisibleToCustomer,
    };

    private static MessageView? MessageOf(CaseEvent happened) => happened switch
    {
        MessageWritten e => new MessageView(e.Subject, MessageText.WithReplies(e.Body, read: false)),
        MessageWithheld e => new MessageView(e.Subject, MessageText.WithReplies(e.Body, read: false)),
        _ => null,
    };

    private static object LinkOf(LinkedCase link) => new { CaseId = link.Case.Value, link.Reference, link.Why };

    private static object? PhaseOf(CasePhase phase) => phase switch
    {
        WaitingForCustomer p => new { Since = Wire.Time(p.Since), p.Reason, Until = Wire.Time(p.Until) },
        ResolvedPhase p => new { FollowUpAt = Wire.Time(p.FollowUpAt) },
        FollowingUp p => new { ClosesAt = Wire.Time(p.ClosesAt) },
        ClosedPhase p => new { At = Wire.Time(p.At), Manner = Wire.Word(p.Manner), p.Reason },
        _ => null,
    };

    private static object? NextOf(Due? due) => due is null ? null : new
    {
        At = Wire.Time(due.At),
        What = Wire.Word(due.Kind),
        Promise = due.Promise is { } promise ? Wire.Word(promise.Kind) : null,
        due.Level?.Level,
    };

    private static object OfferOf(RemedyOffer offer) => new { offer.Kind, offer.Amount, offer.Currency, offer.Description };
}

/// <param name="Body">Markdown, as of <see cref="MessageWritten"/>.</param>
internal sealed record MessageView(string Subject, string Body);
