using System.Collections.Immutable;
using NodaTime;
using Recovery.Complaints;
using Recovery.Policy;
using Recovery.Remedies;

namespace Recovery.Cases;

/// <summary>What somebody, or some timer, asks of a case.</summary>
/// <param name="Id">A repeat with the same id changes nothing.</param>
public abstract record CaseCommand(CommandId Id, Actor By);

/// <summary>A command's identity.</summary>
/// <param name="Key">The caller's key, or one that the shell made.</param>
/// <param name="Fingerprint">Hash of what is asked: the same key with another fingerprint is refused, not repeated.</param>
public readonly record struct CommandId(string Key, string Fingerprint = "");

// From the customer

/// <param name="Turn">Whose turn it is in a team: a number that the shell counts up with each case.</param>
public sealed record OpenCase(CommandId Id, CaseId Case, Complaint Complaint, long Turn) : CaseCommand(Id, Actor.Customer)
{
    /// <summary>Cases that this one is perhaps the same as.</summary>
    public ImmutableArray<Suspect> Suspects { get; init; } = [];
}

/// <param name="AsksForNews">The customer says that they write to ask how it stands.</param>
public sealed record CustomerWrites(CommandId Id, string Text, bool AsksForNews = false) : CaseCommand(Id, Actor.Customer)
{
    /// <summary>The mail that they wrote it in.</summary>
    public MailOrigin? Mail { get; init; }

    public ImmutableArray<Attachment> Attachments { get; init; } = [];
}

/// <param name="Satisfaction">1 to 5, if given.</param>
/// <param name="WouldReturn">Would come back, if given.</param>
/// <param name="Recommend">0 to 10, if given.</param>
public sealed record CustomerAnswers(
    CommandId Id, bool Solved, int? Satisfaction = null, bool? WouldReturn = null, int? Recommend = null, string? Comment = null)
    : CaseCommand(Id, Actor.Customer);

// From staff

public abstract record StaffCommand(CommandId Id, Actor By) : CaseCommand(Id, By);

/// <param name="People">Who is there today; the policy that the case was opened under may name people who have left.</param>
public sealed record Assign(CommandId Id, Actor By, string Owner, IReadOnlyList<Person>? People = null) : StaffCommand(Id, By);

public sealed record Note(CommandId Id, Actor By, string Text) : StaffCommand(Id, By)
{
    public ImmutableArray<Attachment> Attachments { get; init; } = [];
}

/// <summary>Staff write to the customer; it counts as the update that is owed.</summary>
public sealed record SendMessage(CommandId Id, Actor By, string Text) : StaffCommand(Id, By);

public sealed record Triage(CommandId Id, Actor By, string? Category, string? Severity, string Reason) : StaffCommand(Id, By);

/// <param name="Reason">What we wait for, in words that the customer reads.</param>
public sealed record Pause(CommandId Id, Actor By, string Reason, Instant? Until = null) : StaffCommand(Id, By);

public sealed record Resume(CommandId Id, Actor By) : StaffCommand(Id, By);

public sealed record ProposeRemedy(CommandId Id, Actor By, RemedyOffer Remedy) : StaffCommand(Id, By);

/// <param name="Roles">Roles of who approves; <see cref="StaffRoles.Operator"/> holds every role.</param>
public sealed record ApproveRemedy(CommandId Id, Actor By, ImmutableArray<string> Roles) : StaffCommand(Id, By);

public sealed record DeclineRemedy(CommandId Id, Actor By, string Reason) : StaffCommand(Id, By);

/// <summary>The approved remedy was really given; whoever pays it may say so long after the case was closed.</summary>
public sealed record DeliverRemedy(CommandId Id, Actor By) : StaffCommand(Id, By);

public sealed record Escalate(CommandId Id, Actor By, string Reason) : StaffCommand(Id, By);

public sealed record TakeEscalation(CommandId Id, Actor By) : StaffCommand(Id, By);

/// <summary>A later time for the resolution, told to the customer with its reason.</summary>
public sealed record Extend(CommandId Id, Actor By, Instant Until, string Reason) : StaffCommand(Id, By);

public sealed record Resolve(
    CommandId Id, Actor By, ResolutionOutcome? Outcome, string? Explanation, string? RootCause, RemedyOffer? Remedy = null)
    : StaffCommand(Id, By);

public sealed record Reopen(CommandId Id, Actor By, string Reason) : StaffCommand(Id, By);

/// <summary>Closes without a resolution, or before the follow-up: withdrawn, duplicate, not a complaint.</summary>
public sealed record CloseCase(CommandId Id, Actor By, string Reason) : StaffCommand(Id, By);

// From the clock and the shell

/// <summary>The case is looked at because a time has come. Early or repeated, it changes nothing.</summary>
public sealed record DeadlineReached(CommandId Id) : CaseCommand(Id, Actor.Policy);

/// <summary>A message to the customer left the house.</summary>
/// <param name="Message">Number of the event that wrote it.</param>
public sealed record MessageDelivered(CommandId Id, int Message) : CaseCommand(Id, Actor.Policy);

/// <summary>A message to the customer could not be sent, for good.</summary>
/// <param name="Reason">For staff; holds no personal data.</param>
public sealed record MessageFailed(CommandId Id, int Message, string Reason) : CaseCommand(Id, Actor.Policy);

/// <summary>A message that had left came back: a mail service took it and could not deliver it.</summary>
/// <param name="Message">Number of the event that wrote it.</param>
/// <param name="Reason">For staff; holds no personal data.</param>
public sealed record MessageBounced(CommandId Id, int Message, string Reason) : CaseCommand(Id, Actor.Policy);

/// <summary>An alert reached whom it was for.</summary>
public sealed record AlertDelivered(CommandId Id) : CaseCommand(Id, Actor.Policy);

/// <summary>An alert to staff could not be sent, for good.</summary>
/// <param name="Reason">For staff; holds no personal data.</param>
public sealed record AlertFailed(CommandId Id, string Reason) : CaseCommand(Id, Actor.Policy);

public static class StaffRoles
{
    /// <summary>The holder of the staff token: every role.</summary>
    public const string Operator = "*";
}
