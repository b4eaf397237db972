using System.Text.Json.Serialization;

namespace Recovery.Policy;

/// <summary>The recovery policy of an organisation: what it promises to those who complain, and what happens when a promise slips.</summary>
/// <remarks>As it is written in JSON. <see cref="PolicyLoader"/> makes a <see cref="RecoveryPolicy"/> of one that holds together.</remarks>
public sealed record PolicyDocument
{
    /// <summary>Where an editor finds the schema; not read by the product.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Lower-case letters, digits and hyphens; part of the policy's id.</summary>
    public required string Name { get; init; }

    /// <summary>From 1 upward, raised by its author with each change that matters.</summary>
    public required int Version { get; init; }

    /// <summary>What this policy is for; not read by the product.</summary>
    public string? Description { get; init; }

    /// <summary>Whose policy it is.</summary>
    public required Organisation Organisation { get; init; }

    /// <summary>Business calendars by name.</summary>
    public required IReadOnlyDictionary<string, CalendarDefinition> Calendars { get; init; }

    /// <summary>The calendar of the service clock; a severity may name another.</summary>
    public required string Calendar { get; init; }

    /// <summary>Everybody who may own a case, approve a remedy or be alerted.</summary>
    public required IReadOnlyList<Person> People { get; init; }

    /// <summary>Who takes cases in turn.</summary>
    public required IReadOnlyList<Team> Teams { get; init; }

    /// <summary>What complaints are about.</summary>
    public required IReadOnlyList<Category> Categories { get; init; }

    /// <summary>The least severe first: the order is the rank.</summary>
    public required IReadOnlyList<Severity> Severities { get; init; }

    /// <summary>How category and severity are judged from the customer's words.</summary>
    public required TriageRules Triage { get; init; }

    /// <summary>What customers are owed, and by when.</summary>
    public required PromiseRules Promises { get; init; }

    /// <summary>Who is called when a promise is about to slip or has slipped.</summary>
    public required EscalationRules Escalation { get; init; }

    /// <summary>How long the service clock may stand while we wait for the customer.</summary>
    public required PauseRules Pause { get; init; }

    /// <summary>What may be given to put things right.</summary>
    public required IReadOnlyList<RemedyKind> Remedies { get; init; }

    /// <summary>Why things went wrong: a tree from the general to the particular.</summary>
    public required IReadOnlyList<RootCause> RootCauses { get; init; }

    /// <summary>How customers are asked whether it is solved.</summary>
    public required FollowUpRules FollowUp { get; init; }

    /// <summary>How much automatic mail one customer's cases may cause.</summary>
    public AutomaticMailRules AutomaticMail { get; init; } = new();

    /// <summary>When two complaints of one customer are suspected to be the same.</summary>
    public DuplicateRules Duplicates { get; init; } = new();

    /// <summary>What is asked of the transcript of a call.</summary>
    public CallRules Calls { get; init; } = new();

    /// <summary>Cases of failures that we found first.</summary>
    public IncidentRules Incidents { get; init; } = new();

    /// <summary>When more cases than usual have one root cause.</summary>
    public RisingCauseRules RisingCauses { get; init; } = new();

    /// <summary>Language tag of the templates used when the complaint's language has none.</summary>
    public required string Language { get; init; }

    /// <summary>Templates to customers by language tag ("en").</summary>
    public required IReadOnlyDictionary<string, CustomerTemplates> Messages { get; init; }

    /// <summary>Templates to staff; one language.</summary>
    public required AlertTemplates Alerts { get; init; }
}

public sealed record Organisation
{
    /// <summary>As customers know it.</summary>
    public required string Name { get; init; }

    /// <summary>Signed under every message to a customer.</summary>
    public required string Signature { get; init; }
}

public sealed record CalendarDefinition
{
    /// <summary>IANA time zone id, such as <c>Europe/Berlin</c>.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Weekday in English, lower case, to opening intervals such as <c>09:00-12:30</c>; an absent day is closed.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Hours { get; init; }

    /// <summary>Closed days, <c>yyyy-MM-dd</c>.</summary>
    public IReadOnlyList<string> Holidays { get; init; } = [];
}

public sealed record Person
{
    /// <summary>Lower-case letters, digits and hyphens; kept in the case.</summary>
    public required string Id { get; init; }

    /// <summary>As customers and colleagues read it.</summary>
    public required string Name { get; init; }

    /// <summary>Where alerts go.</summary>
    public string? Email { get; init; }

    /// <summary>Such as <c>team-lead</c>; the ladder and approvals name roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}

public sealed record Team
{
    /// <summary>Lower-case letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>Shown to staff.</summary>
    public required string Name { get; init; }

    /// <summary>Ids of people; cases go to them in turn.</summary>
    public required IReadOnlyList<string> Members { get; init; }
}

public sealed record Category
{
    /// <summary>Lower-case letters, digits and hyphens; reports count by it.</summary>
    public required string Id { get; init; }

    /// <summary>Shown to staff.</summary>
    public required string Name { get; init; }

    /// <summary>How the issue is named to the customer, to follow "your complaint about": "the delivery of your order".</summary>
    public required string Phrase { get; init; }

    /// <summary>Id of the team whose members own cases of this category in turn.</summary>
    public required string Team { get; init; }

    /// <summary>A person who owns every case of this category, instead of the team in turn.</summary>
    public string? Owner { get; init; }
}

public sealed record Severity
{
    /// <summary>Lower-case letters, digits and hyphens; reports count by it.</summary>
    public required string Id { get; init; }

    /// <summary>Shown to staff.</summary>
    public required string Name { get; init; }

    /// <summary>A calendar for cases of this severity, such as one that never closes.</summary>
    public string? Calendar { get; init; }
}
