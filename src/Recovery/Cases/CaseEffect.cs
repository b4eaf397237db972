using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Recovery.Reporting;
using Recovery.Webhooks;

namespace Recovery.Cases;

/// <summary>
/// Something that the world must now be told, as data. It is run at least once, always with the same
/// <see cref="Id"/>: case id, event number and kind.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "effect")]
[JsonDerivedType(typeof(CustomerEmail), "customer-email")]
[JsonDerivedType(typeof(StaffAlert), "staff-alert")]
[JsonDerivedType(typeof(CountStatistics), "count")]
[JsonDerivedType(typeof(RecordOutcome), "outcome")]
[JsonDerivedType(typeof(WithdrawOutcome), "outcome-withdrawn")]
[JsonDerivedType(typeof(PublishEvent), "publish")]
public abstract record CaseEffect(string Id, CaseId Case);

/// <param name="Message">Number of the <see cref="MessageWritten"/> event.</param>
/// <param name="Body">Markdown with <see cref="Messages.MessageText.StatusLink"/> where the private link goes.</param>
public sealed record CustomerEmail(
    string Id, CaseId Case, int Message, MessageKind Kind, string To, string? ToName, string Subject, string Body, string Language)
    : CaseEffect(Id, Case);

/// <summary>To the person <paramref name="Person"/> and to everybody with a role in <paramref name="Roles"/>, as today's policy has them.</summary>
/// <param name="Body">Markdown with <see cref="Messages.MessageText.ConsoleLink"/> where the link to the case goes; names no customer.</param>
public sealed record StaffAlert(
    string Id, CaseId Case, string? Person, ImmutableArray<string> Roles, string Subject, string Body)
    : CaseEffect(Id, Case)
{
    /// <summary>The address of the customer whose case it is about, by which automatic mail is counted; null when there is none.</summary>
    public string? Customer { get; init; }
}

/// <summary>Adds one to each of these figures of a day; applying it twice must count once.</summary>
/// <param name="Day">In the time zone of the policy's calendar.</param>
public sealed record CountStatistics(string Id, CaseId Case, LocalDate Day, ImmutableArray<string> Figures) : CaseEffect(Id, Case);

/// <summary>Stores the outcome row, replacing the case's earlier one.</summary>
public sealed record RecordOutcome(string Id, CaseId Case, OutcomeRow Row) : CaseEffect(Id, Case);

/// <summary>
/// Takes the case's outcome row away, and its figures from the day that they were counted on: the closing did not stand.
/// Finds nothing to do for a case without a row.
/// </summary>
public sealed record WithdrawOutcome(string Id, CaseId Case) : CaseEffect(Id, Case);

/// <summary>Puts an event into the log that webhooks are sent from; one that is there already by its id changes nothing.</summary>
public sealed record PublishEvent(string Id, CaseId Case, PublishedEvent Event) : CaseEffect(Id, Case);
