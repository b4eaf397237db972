using Recovery.Complaints;

namespace Recovery.Cases;

/// <summary>A case that another is perhaps the same as.</summary>
/// <param name="Why">For staff: "the same customer, 2 days earlier, in much the same words".</param>
public sealed record Suspect(CaseId Case, string Reference, string Why);

// From the customer

/// <summary>
/// A whole complaint that belongs to a case which is there already: that of a known failure which hit the same customer, or one
/// that staff merged.
/// </summary>
/// <param name="From">The case that it was, when it was one.</param>
public sealed record JoinComplaint(CommandId Id, Complaint Complaint, CaseId? From = null) : CaseCommand(Id, Actor.Customer);

/// <summary>A review was changed by its author after it had become a case.</summary>
public sealed record ChangeReview(CommandId Id, ReviewOrigin Review, string Text) : CaseCommand(Id, Actor.Customer);

/// <summary>Somebody followed the private link under a public reply and says who they are. That they wrote the review is not proved.</summary>
public sealed record ComeForward(CommandId Id, string Text, string? Name, string? Email, string? Phone, string? OrderReference)
    : CaseCommand(Id, Actor.Customer);

// From the shell

/// <summary>Another case goes on from this one, or the other way round.</summary>
/// <param name="Why">For staff.</param>
public sealed record LinkCase(CommandId Id, CaseId Other, string OtherReference, string Why) : CaseCommand(Id, Actor.Policy);

// From staff

/// <summary>This case is the same complaint as another: it ends here and goes on there.</summary>
/// <remarks>The complaint itself goes there by <see cref="JoinComplaint"/>, which comes first.</remarks>
public sealed record MergeInto(CommandId Id, Actor By, CaseId Other, string OtherReference) : StaffCommand(Id, By);

/// <summary>The suspicion was wrong: these are two complaints.</summary>
public sealed record KeepApart(CommandId Id, Actor By, CaseId Other) : StaffCommand(Id, By);

/// <summary>The reply was posted in public, in these words.</summary>
public sealed record PostPublicReply(CommandId Id, Actor By, string Text) : StaffCommand(Id, By);

/// <summary>Somebody has listened: who the customer is and what they said is certain now, and promises may be made.</summary>
/// <param name="CustomerSpeaker">One of the transcript's speakers; null to leave it as found.</param>
/// <param name="Understood">What the trouble is, in a sentence or two, told to the customer; null for their own words.</param>
public sealed record ConfirmTranscript(CommandId Id, Actor By, string? CustomerSpeaker, string? Understood) : StaffCommand(Id, By);
