using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NodaTime;
using Recovery.Clocks;
using Recovery.Messages;

namespace Recovery.Policy;

/// <summary>A policy that holds together: what the decider decides by. Made by <see cref="PolicyLoader"/> alone.</summary>
public sealed class RecoveryPolicy
{
    private readonly IReadOnlyDictionary<string, BusinessCalendar> _calendars;
    private readonly ImmutableDictionary<string, int> _ranks;
    private readonly ImmutableDictionary<string, RootCause> _causes;

    internal RecoveryPolicy(
        string id, string json, PolicyDocument document, IReadOnlyDictionary<string, BusinessCalendar> calendars, MessageTemplates templates, TriageEngine triage)
    {
        Id = id;
        Json = json;
        Document = document;
        Templates = templates;
        Triage = triage;
        _calendars = calendars;
        _ranks = document.Severities.Select((s, rank) => (s.Id, rank)).ToImmutableDictionary(s => s.Id, s => s.rank);
        _causes = Flatten(document.RootCauses).ToImmutableDictionary(c => c.Id);
    }

    /// <summary>Name, version and the first eight hex digits of the content's SHA-256: <c>default-1-3f9a2b1c</c>.</summary>
    public string Id { get; }

    /// <summary>The document as stored beside the cases: compact JSON; loading it gives the same id.</summary>
    public string Json { get; }

    public PolicyDocument Document { get; }

    public MessageTemplates Templates { get; }

    public TriageEngine Triage { get; }

    /// <summary>The time zone in which times are told and days are counted.</summary>
    public DateTimeZone Zone => _calendars[Document.Calendar].Zone;

    public BusinessCalendar CalendarFor(string severity) =>
        _calendars[Document.Severities.FirstOrDefault(s => s.Id == severity)?.Calendar ?? Document.Calendar];

    /// <summary>0 for the least severe; -1 for one that the policy does not have.</summary>
    public int Rank(string severity) => _ranks.GetValueOrDefault(severity, -1);

    public Category? Category(string id) => Document.Categories.FirstOrDefault(c => c.Id == id);

    public Person? Person(string id) => Document.People.FirstOrDefault(p => p.Id == id);

    public Team? Team(string id) => Document.Teams.FirstOrDefault(t => t.Id == id);

    public RemedyKind? Remedy(string kind) => Document.Remedies.FirstOrDefault(r => r.Kind == kind);

    public bool TryRootCause(string id, [NotNullWhen(true)] out RootCause? cause) => _causes.TryGetValue(id, out cause);

    /// <summary>Every root cause, parents before children.</summary>
    public IEnumerable<RootCause> RootCauses => Flatten(Document.RootCauses);

    private static IEnumerable<RootCause> Flatten(IEnumerable<RootCause> causes) =>
        causes.SelectMany(c => Flatten(c.Children).Prepend(c));
}
