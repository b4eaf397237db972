using System.Collections.Immutable;
using Recovery.Complaints;

namespace Recovery.Cases;

/// <summary>A message that no program may send by itself: staff send it, or reach the customer another way.</summary>
/// <param name="Reason">For staff; holds no personal data.</param>
/// <param name="Subject">As it would have been.</param>
/// <param name="Body">As of <see cref="MessageWritten"/>.</param>
public sealed record MessageWithheld(MessageKind Kind, string Reason, string Subject, string Body) : CaseEvent;

/// <summary>A program of the customer's answered, such as an absence notice. It is no word of theirs and changes nothing.</summary>
/// <param name="Reason">What tells, for staff.</param>
public sealed record AutomaticReplyReceived(string Text, string Reason) : CaseEvent
{
    public MailOrigin? Mail { get; init; }

    public ImmutableArray<Attachment> Attachments { get; init; } = [];
}

/// <summary>This case is perhaps the same complaint as another; staff decide.</summary>
public sealed record DuplicateSuspected(CaseId Other, string Reference, string Why) : CaseEvent;

/// <summary>It is not.</summary>
public sealed record KeptApart(CaseId Other, string Reference) : CaseEvent;

/// <summary>This case ended here; the complaint goes on in another.</summary>
public sealed record Merged(CaseId Into, string Reference) : CaseEvent;

/// <summary>A whole complaint joined this case.</summary>
public sealed record ComplaintJoined(Complaint Complaint, CaseId? From, string? Reference) : CaseEvent
{
    /// <summary>Nothing tells that the same customer wrote it: their words are not for the customer of this case.</summary>
    public bool FromSomebodyElse { get; init; }
}

/// <param name="Why">For staff.</param>
public sealed record CaseLinked(CaseId Other, string Reference, string Why) : CaseEvent;

/// <summary>Its author changed the review: what was posted before and what stands there now.</summary>
public sealed record ReviewChanged(string BeforeText, decimal? BeforeRating, string AfterText, decimal? AfterRating, ReviewOrigin Review) : CaseEvent;

/// <param name="Text">Plain text for staff to post; <see cref="Messages.MessageText.PrivateLink"/> stands for the link.</param>
public sealed record PublicReplyDrafted(string Text) : CaseEvent;

public sealed record PublicReplyPosted(string Text) : CaseEvent;

/// <summary>Who followed the private link says who they are; nobody has proved that they wrote the review.</summary>
public sealed record CustomerCameForward(string Text, string? Name, string? Email, string? Phone, string? OrderReference) : CaseEvent;

/// <summary>Somebody must listen to the call before anything is promised.</summary>
public sealed record ListeningAsked(string Reason) : CaseEvent;

/// <param name="Understood">Null when the customer's own words stand for it.</param>
public sealed record TranscriptConfirmed(string? CustomerSpeaker, string? Understood) : CaseEvent;
