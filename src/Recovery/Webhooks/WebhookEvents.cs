using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Recovery.Cases;
using Recovery.Policy;
using Recovery.Remedies;
using Recovery.Reporting;

namespace Recovery.Webhooks;

/// <summary>
/// Which of what happens is published, and with which facts. No name, address, word of anybody or id of staff is among them:
/// ids of the policy, choices, numbers and times alone. Who needs more asks the API for the case.
/// </summary>
public static class WebhookEvents
{
    /// <summary>Texts of the policy are cut to this; it bounds every body, whatever a policy holds.</summary>
    public const int LongestText = 200;

    /// <param name="before">The case before the event; null for its first.</param>
    /// <param name="after">The case as the event left it.</param>
    /// <param name="left">The case as the whole decision left it, which is what receivers are told.</param>
    /// <param name="opening">The decision opened the case: what follows at once stands in <c>complaint.received</c> already.</param>
    /// <returns>Null for what is not published.</returns>
    internal static PublishEvent? Of(CaseEvent happened, Case? before, Case after, Case left, RecoveryPolicy policy, bool opening)
    {
        if (Facts(happened, before, after, left, policy) is not var (type, facts) || (opening && type == EventTypes.CaseUpdated))
            return null;
        var id = $"{left.Id}-{happened.Number}-webhook";
        return new PublishEvent(id, left.Id, new PublishedEvent { Id = id, Type = type, At = happened.At, Stream = left.Id.Value, Data = Write(Common(happened, left), facts) });
    }

    /// <summary>That more cases than usual were closed with one root cause.</summary>
    public static PublishedEvent Of(RisingCause rising, Instant at)
    {
        ArgumentNullException.ThrowIfNull(rising);
        var id = RisingId(rising.Cause, rising.Until);
        return new PublishedEvent
        {
            Id = id,
            Type = EventTypes.RootCauseRising,
            At = at,
            Stream = id,
            Data = Write(new RootCauseRisingFacts
            {
                RootCause = Cut(rising.Cause),
                Until = rising.Until,
                WindowDays = rising.WindowDays,
                Cases = rising.Cases,
                ComparedDays = rising.ComparedDays,
                Expected = rising.Expected,
            }),
        };
    }

    /// <summary>One event for a cause and a day, whoever finds it and however often.</summary>
    internal static string RisingId(string cause, LocalDate until) => $"rising-{Cut(cause)}-{LocalDatePattern.Iso.Format(until)}";

    /// <summary>A test of one subscription.</summary>
    /// <param name="id">Of the event; holds no full stop.</param>
    public static PublishedEvent Test(string id, string subscription, Instant at) => new()
    {
        Id = id,
        Type = EventTypes.WebhookTest,
        At = at,
        Stream = id,
        Data = Write(new WebhookTestFacts { Subscription = Cut(subscription) }),
    };

    private static (string Type, object Facts)? Facts(CaseEvent happened, Case? before, Case after, Case left, RecoveryPolicy policy) => happened switch
    {
        ComplaintReceived => (EventTypes.ComplaintReceived, new ComplaintReceivedFacts
        {
            Promises = Times(left),
            Incident = left.Complaint.Incident is { } incident ? Cut(incident.Id) : null,
            GoesOnFrom = left.Complaint.GoesOnFrom,
        }),
        Acknowledged e => (EventTypes.ComplaintAcknowledged, new ComplaintAcknowledgedFacts { Via = Cut(e.Via.Replace(' ', '-')), Promises = Times(left) }),
        Escalated e => (EventTypes.CaseEscalated, new CaseEscalatedFacts { Level = e.Level, LevelName = Cut(e.LevelName), Cause = Cause(e) }),
        Resolved e => (EventTypes.CaseResolved, new CaseResolvedFacts
        {
            Outcome = e.Outcome,
            RootCause = Cut(e.RootCause),
            Remedy = Of(e.Remedy),
            FollowUpAt = e.FollowUpAt,
        }),
        Reopened e => (EventTypes.CaseReopened, new CaseReopenedFacts { WasClosed = e.WasClosed, Reopenings = after.Reopenings, By = e.By.Kind, Promises = Times(left) }),
        Closed => (EventTypes.CaseClosed, Of(Outcome.Of(after, policy), after)),
        RemedyApproved e => (EventTypes.RemedyApproved, new RemedyEventFacts { Remedy = Given(e.Remedy) }),
        RemedyDelivered e => (EventTypes.RemedyDelivered, new RemedyEventFacts { Remedy = Given(e.Remedy) }),
        PromiseMissed e => (EventTypes.PromiseMissed, new PromiseMissedFacts { Promise = e.Kind, DueAt = e.DueAt }),
        _ when before is not null && Changed(happened, before, left) is { } changed => (EventTypes.CaseUpdated, changed),
        _ => null,
    };

    /// <summary>What another program may act on. What is for staff alone, such as a note, or follows from another event is left out.</summary>
    private static CaseUpdatedFacts? Changed(CaseEvent happened, Case before, Case left)
    {
        return happened switch
        {
            Assigned { Again: false } => Change(CaseChangeKind.Assigned),
            Triaged e when e.Category != before.Category || e.Severity != before.Severity => Change(CaseChangeKind.Triaged),
            Paused e => Change(CaseChangeKind.Paused) with { Until = e.Until },
            Resumed => Change(CaseChangeKind.Resumed),
            Extended e => Change(CaseChangeKind.Extended) with { Until = e.Until },
            EscalationTaken => Change(CaseChangeKind.EscalationTaken),
            CustomerWrote => Change(CaseChangeKind.CustomerWrote),
            MessageWritten { Kind: MessageKind.Message or MessageKind.Holding } or PublicReplyPosted => Change(CaseChangeKind.CustomerUpdated),
            FollowUpAsked => Change(CaseChangeKind.FollowUpAsked),
            MessageUndelivered => Change(CaseChangeKind.MessageUndelivered),
            RemedyDeclined e when before.Remedy is { Status: RemedyStatus.Approved } => Change(CaseChangeKind.RemedyDeclined) with { Remedy = Of(e.Remedy) },
            CaseLinked e => Change(CaseChangeKind.Linked) with { Other = e.Other },
            Merged e => Change(CaseChangeKind.Merged) with { Other = e.Into },
            ComplaintJoined e => Change(CaseChangeKind.ComplaintJoined) with { Other = e.From },
            ReviewChanged => Change(CaseChangeKind.ReviewChanged),
            CustomerCameForward => Change(CaseChangeKind.CustomerCameForward),
            TranscriptConfirmed => Change(CaseChangeKind.TranscriptConfirmed),
            _ => null,
        };

        CaseUpdatedFacts Change(CaseChangeKind what) => new() { Change = what, Promises = Times(left) };
    }

    private static CaseClosedFacts Of(OutcomeRow row, Case closed) => new()
    {
        Manner = row.Manner,
        ClosedAt = row.ClosedAt,
        ResolvedAt = row.ResolvedAt,
        RecoverySeconds = row.RecoveryTime is { } time ? (long)time.TotalSeconds : null,
        Outcome = row.Outcome,
        RootCause = row.RootCause is { } cause ? Cut(cause) : null,
        Remedy = Of(closed.GivenRemedy),
        Answered = row.Answered,
        Solved = row.Solved,
        Satisfaction = row.Satisfaction,
        WouldReturn = row.WouldReturn,
        Recommend = row.Recommend,
        Recovered = row.Recovered,
        Reopenings = row.Reopenings,
        AskedFirst = row.AskedFirst,
        HighestLevel = row.HighestLevel,
        PromisesKept = row.PromisesKept,
        PromisesMissed = row.PromisesMissed,
        MergedInto = closed.MergedInto?.Case,
    };

    private static CaseFacts Common(CaseEvent happened, Case left) => new()
    {
        CaseId = left.Id,
        Reference = left.Reference,
        Case = $"/api/cases/{left.Id}",
        Sequence = happened.Number,
        Status = left.Phase.Status,
        Channel = WireName.Of(left.Complaint.Channel),
        Category = Cut(left.Category),
        Severity = Cut(left.Severity),
        Team = left.Team is { } team ? Cut(team) : null,
        OpenedAt = left.OpenedAt,
    };

    private static PromisedTimes Times(Case left) => new()
    {
        AcknowledgeBy = left.Owed(PromiseKind.Acknowledge)?.DueAt,
        UpdateBy = left.Owed(PromiseKind.Update)?.DueAt,
        ResolveBy = left.Owed(PromiseKind.Resolve)?.DueAt,
        StatutoryBy = left.Owed(PromiseKind.Statutory)?.DueAt,
    };

    private static string Cause(Escalated escalated) => escalated switch
    {
        { Kind: { } promise } => WireName.Of(promise),
        { By.Kind: ActorKind.Staff } => "staff",
        _ => "reopened",
    };

    private static RemedyFacts? Of(RemedyOffer? offer) => offer is null ? null : Given(offer);

    private static RemedyFacts Given(RemedyOffer offer) =>
        new() { Kind = Cut(offer.Kind), Amount = offer.Amount, Currency = offer.Currency is { } currency ? Cut(currency) : null };

    private static string Cut(string text) =>
        text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];

    private static string Write(object facts) => JsonSerializer.Serialize(facts, CaseJson.Options);

    /// <summary>One object of both.</summary>
    private static string Write(CaseFacts common, object own) => $"{Write(common)[..^1]},{Write(own)[1..]}";
}
