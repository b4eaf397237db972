using NodaTime;
using Recovery.Cases;

namespace Recovery.Webhooks;

/// <summary>What every event about a case says of it, as the decision left it.</summary>
public sealed record CaseFacts
{
    /// <summary>Opaque and for good. One complaint that comes twice is one case.</summary>
    public required CaseId CaseId { get; init; }

    /// <summary>The number that people say on the phone; it opens nothing.</summary>
    public required string Reference { get; init; }

    /// <summary>Where staff and programs of theirs read the case, from the address of the site.</summary>
    public required string Case { get; init; }

    /// <summary>Number of what happened in the life of the case. It only grows: one that is less than the last seen came late.</summary>
    public required int Sequence { get; init; }

    /// <summary>open, waiting, resolved, following-up or closed.</summary>
    public required string Status { get; init; }

    /// <summary>How the complaint came: form, api, email, phone, review, chat, or incident for a failure that we found first.</summary>
    public required string Channel { get; init; }

    /// <summary>Id of the policy's category.</summary>
    public required string Category { get; init; }

    /// <summary>Id of the policy's severity.</summary>
    public required string Severity { get; init; }

    /// <summary>Id of the policy's team that owns it.</summary>
    public string? Team { get; init; }

    /// <summary>When the complaint was received.</summary>
    public required Instant OpenedAt { get; init; }
}

/// <summary>By when the customer is owed what; left out is what is not owed. A time that has passed is owed still.</summary>
public sealed record PromisedTimes
{
    /// <summary>The customer knows that we have their complaint.</summary>
    public Instant? AcknowledgeBy { get; init; }

    /// <summary>The customer hears from us.</summary>
    public Instant? UpdateBy { get; init; }

    /// <summary>The customer has our answer.</summary>
    public Instant? ResolveBy { get; init; }

    /// <summary>What the law sets.</summary>
    public Instant? StatutoryBy { get; init; }
}

/// <summary>A remedy of the policy's catalogue.</summary>
public sealed record RemedyFacts
{
    /// <summary>Id in the catalogue.</summary>
    public required string Kind { get; init; }

    /// <summary>Left out for a remedy that is no money.</summary>
    public decimal? Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; init; }
}

public sealed record ComplaintReceivedFacts
{
    public required PromisedTimes Promises { get; init; }

    /// <summary>Id of the incident that it was opened for.</summary>
    public string? Incident { get; init; }

    /// <summary>The case that it goes on from, which was closed for good.</summary>
    public CaseId? GoesOnFrom { get; init; }
}

public sealed record ComplaintAcknowledgedFacts
{
    /// <summary>email, status-page, public-reply, or staff who reached them another way.</summary>
    public required string Via { get; init; }

    public required PromisedTimes Promises { get; init; }
}

public sealed record CaseEscalatedFacts
{
    /// <summary>1 for the lowest of the ladder.</summary>
    public required int Level { get; init; }

    /// <summary>As the policy calls it, at most 200 characters.</summary>
    public required string LevelName { get; init; }

    /// <summary>The promise whose time came or is about to (acknowledge, update, resolve, statutory); staff; or reopened, for a case that was.</summary>
    public required string Cause { get; init; }
}

public sealed record CaseUpdatedFacts
{
    /// <summary>What changed.</summary>
    public required CaseChangeKind Change { get; init; }

    public required PromisedTimes Promises { get; init; }

    /// <summary>Until when it waits for the customer, or to when the resolution is put off.</summary>
    public Instant? Until { get; init; }

    /// <summary>The other case, of one that is linked, merged or joined.</summary>
    public CaseId? Other { get; init; }

    /// <summary>The remedy that was declined.</summary>
    public RemedyFacts? Remedy { get; init; }
}

/// <summary>What an update is about; more may come.</summary>
public enum CaseChangeKind
{
    /// <summary>Another person or team owns it.</summary>
    Assigned,

    /// <summary>Category or severity.</summary>
    Triaged,

    /// <summary>It waits for the customer; the service clock stands.</summary>
    Paused,

    /// <summary>The service clock runs again.</summary>
    Resumed,

    /// <summary>The resolution was put off, and the customer told so.</summary>
    Extended,

    /// <summary>Somebody stands for the escalation by name.</summary>
    EscalationTaken,

    /// <summary>The customer wrote to us.</summary>
    CustomerWrote,

    /// <summary>We wrote to the customer: the news that was owed, or that it takes longer.</summary>
    CustomerUpdated,

    /// <summary>The customer was asked whether it is solved.</summary>
    FollowUpAsked,

    /// <summary>A message to the customer came back.</summary>
    MessageUndelivered,

    /// <summary>A remedy that had been approved is not given.</summary>
    RemedyDeclined,

    /// <summary>The case belongs with another.</summary>
    Linked,

    /// <summary>The case ends here and goes on in the other.</summary>
    Merged,

    /// <summary>Another complaint joined this case.</summary>
    ComplaintJoined,

    /// <summary>The author of a review changed it.</summary>
    ReviewChanged,

    /// <summary>Somebody says that they wrote the review.</summary>
    CustomerCameForward,

    /// <summary>Somebody has listened to the call.</summary>
    TranscriptConfirmed,
}

public sealed record CaseResolvedFacts
{
    /// <summary>upheld, partly-upheld or not-upheld.</summary>
    public required ResolutionOutcome Outcome { get; init; }

    /// <summary>Id in the policy's tree.</summary>
    public required string RootCause { get; init; }

    /// <summary>What was given with it.</summary>
    public RemedyFacts? Remedy { get; init; }

    /// <summary>When the customer is asked whether it is solved.</summary>
    public required Instant FollowUpAt { get; init; }
}

public sealed record CaseReopenedFacts
{
    /// <summary>It had been closed, and its <c>case.closed</c> does not stand any longer; else it was resolved and not yet closed.</summary>
    public required bool WasClosed { get; init; }

    /// <summary>How often the case was reopened, this time included.</summary>
    public required int Reopenings { get; init; }

    /// <summary>Who did it: customer, staff, or policy for a customer who wrote and had no answer.</summary>
    public required ActorKind By { get; init; }

    public required PromisedTimes Promises { get; init; }
}

/// <summary>The outcome as reports count it; one that is told later for the same case replaces it.</summary>
public sealed record CaseClosedFacts
{
    /// <summary>confirmed by the customer, silence (which says nothing about their satisfaction), or staff.</summary>
    public required CloseManner Manner { get; init; }

    /// <summary>When it was closed.</summary>
    public required Instant ClosedAt { get; init; }

    /// <summary>Of the resolution that stood.</summary>
    public Instant? ResolvedAt { get; init; }

    /// <summary>From receipt to the resolution that stood, in elapsed time.</summary>
    public long? RecoverySeconds { get; init; }

    /// <summary>upheld, partly-upheld or not-upheld; left out for a case closed without a resolution.</summary>
    public string? Outcome { get; init; }

    /// <summary>Id in the policy's tree.</summary>
    public string? RootCause { get; init; }

    /// <summary>The last one that a resolution gave.</summary>
    public RemedyFacts? Remedy { get; init; }

    /// <summary>The customer answered the follow-up.</summary>
    public required bool Answered { get; init; }

    /// <summary>What they answered; left out where they did not, as the three that follow.</summary>
    public bool? Solved { get; init; }

    /// <summary>How satisfied they are, 1 to 5.</summary>
    public int? Satisfaction { get; init; }

    /// <summary>They would come back.</summary>
    public bool? WouldReturn { get; init; }

    /// <summary>How likely they are to recommend us, 0 to 10.</summary>
    public int? Recommend { get; init; }

    /// <summary>Answered, solved, and satisfied by the policy's measure.</summary>
    public required bool Recovered { get; init; }

    /// <summary>How often the case was reopened.</summary>
    public required int Reopenings { get; init; }

    /// <summary>How often the customer had to ask before we told them.</summary>
    public required int AskedFirst { get; init; }

    /// <summary>0 for a case that was never escalated.</summary>
    public required int HighestLevel { get; init; }

    /// <summary>Promises kept in time.</summary>
    public required int PromisesKept { get; init; }

    /// <summary>Promises whose time passed first.</summary>
    public required int PromisesMissed { get; init; }

    /// <summary>The case in which the complaint goes on.</summary>
    public CaseId? MergedInto { get; init; }
}

/// <summary>A remedy that the policy or somebody approved, or that the customer has.</summary>
public sealed record RemedyEventFacts
{
    /// <summary>Which, and how much.</summary>
    public required RemedyFacts Remedy { get; init; }
}

public sealed record PromiseMissedFacts
{
    /// <summary>acknowledge, update, resolve or statutory.</summary>
    public required PromiseKind Promise { get; init; }

    /// <summary>Its time.</summary>
    public required Instant DueAt { get; init; }
}
