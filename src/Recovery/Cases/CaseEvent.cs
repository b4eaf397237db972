using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Recovery.Complaints;
using Recovery.Remedies;

namespace Recovery.Cases;

/// <summary>What happened to a case. Events are kept for good: members are added, never renamed or removed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ComplaintReceived), "received")]
[JsonDerivedType(typeof(Triaged), "triaged")]
[JsonDerivedType(typeof(Assigned), "assigned")]
[JsonDerivedType(typeof(PromiseMade), "promise-made")]
[JsonDerivedType(typeof(PromiseMoved), "promise-moved")]
[JsonDerivedType(typeof(PromiseKept), "promise-kept")]
[JsonDerivedType(typeof(PromiseMissed), "promise-missed")]
[JsonDerivedType(typeof(PromiseReleased), "promise-released")]
[JsonDerivedType(typeof(OwnerReminded), "owner-reminded")]
[JsonDerivedType(typeof(Acknowledged), "acknowledged")]
[JsonDerivedType(typeof(MessageWritten), "message-written")]
[JsonDerivedType(typeof(MessageSent), "message-sent")]
[JsonDerivedType(typeof(MessageUndelivered), "message-undelivered")]
[JsonDerivedType(typeof(AlertUndelivered), "alert-undelivered")]
[JsonDerivedType(typeof(AlertSent), "alert-sent")]
[JsonDerivedType(typeof(Noted), "noted")]
[JsonDerivedType(typeof(CustomerWrote), "customer-wrote")]
[JsonDerivedType(typeof(CustomerAskedFirst), "customer-asked-first")]
[JsonDerivedType(typeof(Escalated), "escalated")]
[JsonDerivedType(typeof(EscalationTaken), "escalation-taken")]
[JsonDerivedType(typeof(Paused), "paused")]
[JsonDerivedType(typeof(Resumed), "resumed")]
[JsonDerivedType(typeof(Extended), "extended")]
[JsonDerivedType(typeof(RemedyProposed), "remedy-proposed")]
[JsonDerivedType(typeof(RemedyApproved), "remedy-approved")]
[JsonDerivedType(typeof(RemedyDeclined), "remedy-declined")]
[JsonDerivedType(typeof(RemedyDelivered), "remedy-delivered")]
[JsonDerivedType(typeof(Resolved), "resolved")]
[JsonDerivedType(typeof(FollowUpAsked), "follow-up-asked")]
[JsonDerivedType(typeof(CustomerAnswered), "customer-answered")]
[JsonDerivedType(typeof(Reopened), "reopened")]
[JsonDerivedType(typeof(Closed), "closed")]
[JsonDerivedType(typeof(MessageWithheld), "message-withheld")]
[JsonDerivedType(typeof(AutomaticReplyReceived), "automatic-reply")]
[JsonDerivedType(typeof(DuplicateSuspected), "duplicate-suspected")]
[JsonDerivedType(typeof(KeptApart), "kept-apart")]
[JsonDerivedType(typeof(Merged), "merged")]
[JsonDerivedType(typeof(ComplaintJoined), "complaint-joined")]
[JsonDerivedType(typeof(CaseLinked), "case-linked")]
[JsonDerivedType(typeof(ReviewChanged), "review-changed")]
[JsonDerivedType(typeof(PublicReplyDrafted), "public-reply-drafted")]
[JsonDerivedType(typeof(PublicReplyPosted), "public-reply-posted")]
[JsonDerivedType(typeof(CustomerCameForward), "customer-came-forward")]
[JsonDerivedType(typeof(ListeningAsked), "listening-asked")]
[JsonDerivedType(typeof(TranscriptConfirmed), "transcript-confirmed")]
public abstract record CaseEvent
{
    /// <summary>1 for the first event of the case, without gaps.</summary>
    public int Number { get; init; }

    public Instant At { get; init; }

    public Actor By { get; init; } = Actor.Policy;

    /// <summary>Key of the command that led to it.</summary>
    public string Command { get; init; } = "";

    /// <summary>Fingerprint of that command.</summary>
    public string Fingerprint { get; init; } = "";
}

public sealed record ComplaintReceived(CaseId Case, string Reference, string PolicyId, Complaint Complaint) : CaseEvent;

/// <param name="Reasons">One sentence each: which rule, or what staff said.</param>
/// <param name="Signs">Ids of the vulnerability signs found.</param>
/// <param name="Feeling">What the acknowledgement says of how it feels.</param>
public sealed record Triaged(
    string Category, string Severity, ImmutableArray<string> Reasons, ImmutableArray<string> Signs, string Feeling) : CaseEvent
{
    /// <summary>Ids of the emotions found.</summary>
    public ImmutableArray<string> Emotions { get; init; } = [];
}

/// <param name="Again">They owned it already. It is kept so that a retry of the command after a reassignment does not take the case back.</param>
public sealed record Assigned(string Owner, string? Team, string Reason, bool Again = false) : CaseEvent;

public sealed record PromiseMade(
    PromiseKind Kind, int Promise, Instant DueAt, string Rule, string Explanation, bool InBusinessTime) : CaseEvent;

/// <summary>The same promise, credited for a pause.</summary>
public sealed record PromiseMoved(PromiseKind Kind, int Promise, Instant DueAt, string Explanation) : CaseEvent;

/// <param name="Late">It was met, but after its time; it counts as missed.</param>
public sealed record PromiseKept(PromiseKind Kind, int Promise, bool Late) : CaseEvent;

public sealed record PromiseMissed(PromiseKind Kind, int Promise, Instant DueAt) : CaseEvent;

/// <summary>No longer owed, and neither kept nor missed: replaced by another, or the case closed.</summary>
public sealed record PromiseReleased(PromiseKind Kind, int Promise, string Reason) : CaseEvent;

public sealed record OwnerReminded(PromiseKind Kind, int Promise, Instant DueAt) : CaseEvent;

/// <summary>The customer knows that we have it.</summary>
/// <param name="Via">"email" or "status page".</param>
/// <param name="Message">Number of the message that told them, which may still come back.</param>
public sealed record Acknowledged(string Via, int? Message = null) : CaseEvent;

/// <summary>A message to the customer, exactly as they read it.</summary>
/// <param name="Body">Markdown in which everything from outside is escaped; <see cref="Messages.MessageText.StatusLink"/> stands for the link.</param>
public sealed record MessageWritten(MessageKind Kind, string Subject, string Body) : CaseEvent;

public sealed record MessageSent(int Message) : CaseEvent;

public sealed record MessageUndelivered(int Message, string Reason) : CaseEvent;

/// <summary>Staff were to be told something of the case, and it reached nobody.</summary>
public sealed record AlertUndelivered(string Reason) : CaseEvent;

/// <summary>Staff can be reached again; told only of the first alert that gets through after one that did not.</summary>
public sealed record AlertSent : CaseEvent;

public sealed record Noted(string Text) : CaseEvent
{
    public ImmutableArray<Attachment> Attachments { get; init; } = [];
}

public sealed record CustomerWrote(string Text) : CaseEvent
{
    /// <summary>The mail that they wrote it in.</summary>
    public MailOrigin? Mail { get; init; }

    public ImmutableArray<Attachment> Attachments { get; init; } = [];
}

/// <summary>A counted breach: the customer had to ask before we told them.</summary>
public sealed record CustomerAskedFirst(string Reason) : CaseEvent;

/// <param name="Kind">The deadline that caused it; absent when staff or the customer did.</param>
public sealed record Escalated(int Level, string LevelName, string Role, string Reason, PromiseKind? Kind, int? Promise) : CaseEvent;

public sealed record EscalationTaken(int Level) : CaseEvent;

public sealed record Paused(string Reason, Instant Until) : CaseEvent;

/// <param name="Credited">How long the service clock stood, in business time.</param>
public sealed record Resumed(string Reason, Duration Credited) : CaseEvent;

public sealed record Extended(Instant Until, string Reason) : CaseEvent;

public sealed record RemedyProposed(RemedyOffer Remedy, string? NeedsApprovalBy, string? Why) : CaseEvent;

public sealed record RemedyApproved(RemedyOffer Remedy, string Reason) : CaseEvent;

public sealed record RemedyDeclined(RemedyOffer Remedy, string Reason) : CaseEvent;

/// <summary>The customer has it: the refund is paid, the voucher sent.</summary>
public sealed record RemedyDelivered(RemedyOffer Remedy) : CaseEvent;

public sealed record Resolved(ResolutionOutcome Outcome, string Explanation, string RootCause, RemedyOffer? Remedy, Instant FollowUpAt) : CaseEvent;

public sealed record FollowUpAsked(Instant ClosesAt) : CaseEvent;

public sealed record CustomerAnswered(bool Solved, int? Satisfaction, bool? WouldReturn, int? Recommend, string? Comment) : CaseEvent;

/// <param name="WasClosed">It had been closed, and counted as that; a case still being followed up had not.</param>
public sealed record Reopened(string Reason, bool WasClosed = false) : CaseEvent;

public sealed record Closed(CloseManner Manner, string Reason) : CaseEvent;

public enum MessageKind
{
    Acknowledgement,
    Holding,
    Message,
    Waiting,
    Extended,
    Resolution,
    FollowUp,
    Reopened,
    Closed,

    /// <summary>The word that we send first, of a failure that we found.</summary>
    Incident,
}

public enum ResolutionOutcome
{
    Upheld,
    PartlyUpheld,
    NotUpheld,
}

public enum CloseManner
{
    /// <summary>The customer said that it is solved.</summary>
    Confirmed,

    /// <summary>The customer did not answer the follow-up; says nothing about their satisfaction.</summary>
    Silence,

    /// <summary>Staff closed it with a reason.</summary>
    Staff,
}
