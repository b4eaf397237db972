using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Recovery.Complaints;
using Recovery.Remedies;

namespace Recovery.Cases;

/// <summary>A case as it stands: the fold of its events, and nothing that they do not say.</summary>
public sealed record Case
{
    public required CaseId Id { get; init; }

    public required string Reference { get; init; }

    /// <summary>Id of the policy that it was opened under and keeps.</summary>
    public required string PolicyId { get; init; }

    public required Complaint Complaint { get; init; }

    /// <summary>Number of the last event; the HTTP ETag.</summary>
    public int Version { get; init; }

    public Instant OpenedAt { get; init; }

    /// <summary>When the last event happened; no later event is dated before it, whatever the machine's clock says.</summary>
    public Instant LastAt { get; init; }

    public string Category { get; init; } = "";

    public string Severity { get; init; } = "";

    public ImmutableArray<string> Reasons { get; init; } = [];

    public ImmutableArray<string> Signs { get; init; } = [];

    public string Feeling { get; init; } = "";

    /// <summary>Id of the person who owns it.</summary>
    public string? Owner { get; init; }

    public string? Team { get; init; }

    public CasePhase Phase { get; init; } = new InProgress();

    /// <summary>What is owed now, missed ones too until they are met.</summary>
    public ImmutableArray<Promise> Promises { get; init; } = [];

    /// <summary>How many promises of each kind were ever made, kept and missed on this case.</summary>
    public ImmutableDictionary<PromiseKind, PromiseTally> Tally { get; init; } = ImmutableDictionary<PromiseKind, PromiseTally>.Empty;

    public Escalation? Escalation { get; init; }

    /// <summary>The highest level ever reached.</summary>
    public int HighestLevel { get; init; }

    /// <summary>The remedy in hand; one that was given stands in <see cref="Resolution"/>.</summary>
    public CaseRemedy? Remedy { get; init; }

    /// <summary>The last remedy that a resolution gave; it was given, also when that resolution did not stand.</summary>
    public RemedyOffer? GivenRemedy { get; init; }

    /// <summary>The customer has that remedy; somebody recorded it.</summary>
    public bool GivenRemedyDelivered { get; init; }

    /// <summary>The last resolution; it stays when the case is reopened.</summary>
    public Resolution? Resolution { get; init; }

    /// <summary>The case was reopened after that resolution.</summary>
    public bool ResolutionOverturned { get; init; }

    public Answer? Answer { get; init; }

    public int Reopenings { get; init; }

    /// <summary>How often the customer had to ask before we told them.</summary>
    public int AskedFirst { get; init; }

    /// <summary>The customer has written since staff last did.</summary>
    public bool AwaitsOurReply { get; init; }

    /// <summary>They asked for news, and staff have not written since: asking again is the same breach.</summary>
    public bool AskedAndUnanswered { get; init; }

    /// <summary>The customer knows that we have it.</summary>
    public bool IsAcknowledged { get; init; }

    /// <summary>Number of the message that told them so; null when it was the status page, or for a case of an earlier version.</summary>
    public int? AcknowledgedBy { get; init; }

    /// <summary>Messages written to the customer's address and not yet sent.</summary>
    public ImmutableArray<InFlightMessage> InFlight { get; init; } = [];

    /// <summary>Numbers of messages that could not be delivered.</summary>
    public ImmutableArray<int> Undelivered { get; init; } = [];

    /// <summary>The same, also after others got through; a mail service may tell of one more than once, and late.</summary>
    public ImmutableArray<int> EverUndelivered { get; init; } = [];

    /// <summary>An alert to staff reached nobody, and nothing has got through since.</summary>
    public bool IsAlertLost { get; init; }

    /// <summary>Messages that no program may send by itself and that nobody has sent yet.</summary>
    public ImmutableArray<MessageKind> Withheld { get; init; } = [];

    /// <summary>Cases that this one is perhaps the same as, as long as nobody has decided.</summary>
    public ImmutableArray<Suspect> Suspects { get; init; } = [];

    /// <summary>Cases that belong with this one.</summary>
    public ImmutableArray<LinkedCase> Links { get; init; } = [];

    /// <summary>The case in which this complaint goes on.</summary>
    public LinkedCase? MergedInto { get; init; }

    /// <summary>What we would say in public, or said there.</summary>
    public PublicReply? PublicReply { get; init; }

    /// <summary>Why somebody must listen to the call before anything is promised; null when nobody need, or somebody has.</summary>
    public string? AwaitsListening { get; init; }

    /// <summary>What staff understood of a call, for the customer.</summary>
    public string? Understood { get; init; }

    /// <summary>Who came forward by the link in public; nobody has proved that they wrote the review.</summary>
    public bool CameForward { get; init; }

    /// <summary>Somebody of staff has written to the customer, taken the case, or judged it: a person, not a program, is at work on it.</summary>
    public bool StaffActed { get; init; }

    /// <summary>The customer has been on their status page, or was led to it: what is written there reaches them.</summary>
    public bool OnStatusPage { get; init; }

    /// <summary>The customer was reached: a message left, whatever it was.</summary>
    public bool Reached { get; init; }

    /// <summary>The customer said something after the case was opened.</summary>
    public bool HeardFrom { get; init; }

    /// <summary>Ids of the emotions found.</summary>
    public ImmutableArray<string> Emotions { get; init; } = [];

    /// <summary>Keys of applied commands with their fingerprints.</summary>
    public ImmutableDictionary<string, string> Applied { get; init; } = ImmutableDictionary<string, string>.Empty;

    [JsonIgnore]
    public bool IsOpen => Phase is not ClosedPhase;

    /// <summary>What the customer was promised or may be given, and nobody has recorded as given: the remedy in hand before an earlier one.</summary>
    [JsonIgnore]
    public RemedyOffer? RemedyToDeliver => Remedy is { Status: RemedyStatus.Approved, Delivered: false } approved
        ? approved.Offer
        : GivenRemedyDelivered ? null : GivenRemedy;

    /// <summary>The promise of a kind whose time has not come; else the missed one that is still owed.</summary>
    public Promise? Owed(PromiseKind kind) =>
        Promises.LastOrDefault(p => p.Kind == kind && !p.Missed) ?? Promises.LastOrDefault(p => p.Kind == kind);
}

public sealed record LinkedCase(CaseId Case, string Reference, string Why);

/// <param name="Posted">Staff have posted it in these words; before, it is a draft.</param>
public sealed record PublicReply(string Text, bool Posted);

/// <summary>Where a case is in its life.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "phase")]
[JsonDerivedType(typeof(InProgress), "open")]
[JsonDerivedType(typeof(WaitingForCustomer), "waiting")]
[JsonDerivedType(typeof(ResolvedPhase), "resolved")]
[JsonDerivedType(typeof(FollowingUp), "following-up")]
[JsonDerivedType(typeof(ClosedPhase), "closed")]
public abstract record CasePhase
{
    /// <summary>The status in the API and in the store's index: open, waiting, resolved, following-up, closed.</summary>
    [JsonIgnore]
    public abstract string Status { get; }
}

public sealed record InProgress : CasePhase
{
    public override string Status => "open";
}

/// <summary>The service clock stands.</summary>
public sealed record WaitingForCustomer(Instant Since, string Reason, Instant Until) : CasePhase
{
    public override string Status => "waiting";
}

public sealed record ResolvedPhase(Instant FollowUpAt) : CasePhase
{
    public override string Status => "resolved";
}

public sealed record FollowingUp(Instant ClosesAt) : CasePhase
{
    public override string Status => "following-up";
}

public sealed record ClosedPhase(Instant At, CloseManner Manner, string Reason) : CasePhase
{
    public override string Status => "closed";
}

/// <param name="Number">Number of the event that wrote it.</param>
public sealed record InFlightMessage(int Number, MessageKind Kind);

public sealed record PromiseTally(int Made, int Kept, int Missed);

/// <summary>The escalation that stands.</summary>
/// <param name="TakenBy">Who took it; until then the ladder climbs on.</param>
public sealed record Escalation(int Level, string Reason, Instant At, string? TakenBy);

public enum RemedyStatus
{
    Proposed,
    Approved,
    Declined,
}

public sealed record CaseRemedy(RemedyOffer Offer, RemedyStatus Status, string ProposedBy, string? NeedsApprovalBy)
{
    /// <summary>The customer has it.</summary>
    public bool Delivered { get; init; }
}

public sealed record Resolution(Instant At, ResolutionOutcome Outcome, string Explanation, string RootCause, RemedyOffer? Remedy);

public sealed record Answer(Instant At, bool Solved, int? Satisfaction, bool? WouldReturn, int? Recommend, string? Comment);
