using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Policy;
using Recovery.Remedies;

namespace Recovery.Web.Timelines;

/// <summary>The names of a policy's things, and times as people say them in its zone.</summary>
public sealed class Wording(RecoveryPolicy policy)
{
    private static readonly LocalDateTimePattern s_moment = LocalDateTimePattern.CreateWithInvariantCulture("ddd d MMM uuuu, HH:mm");
    private static readonly LocalDateTimePattern s_entry = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    public RecoveryPolicy Policy => policy;

    /// <summary>A person's name; an id that the policy does not have is a name that somebody gave.</summary>
    public string Person(string? id) => id is null ? "nobody" : policy.Person(id)?.Name ?? id;

    public string Category(string id) => policy.Category(id)?.Name ?? id;

    public string Severity(string id) => policy.Document.Severities.FirstOrDefault(s => s.Id == id)?.Name ?? id;

    public string Cause(string id) => policy.TryRootCause(id, out var cause) ? cause.Name : id;

    public string Sign(string id) => policy.Document.Triage.Signs.FirstOrDefault(s => s.Id == id)?.Name ?? id;

    /// <summary>An emotion as staff read it: "unheard".</summary>
    public string Emotion(string id) => policy.Document.Triage.Feelings.FirstOrDefault(f => f.Id == id)?.Name ?? id.Replace('-', ' ');

    public string RemedyName(string kind) => policy.Remedy(kind)?.Name ?? kind;

    public string Remedy(RemedyOffer offer)
    {
        var money = Money(offer);
        return money is null ? $"{RemedyName(offer.Kind)} – {offer.Description}" : $"{RemedyName(offer.Kind)}, {money} – {offer.Description}";
    }

    public string By(Actor actor) => actor.Kind switch
    {
        ActorKind.Customer => "Customer",
        ActorKind.Staff => Person(actor.Name),
        _ => "Policy",
    };

    /// <summary>"Tue 24 Nov 2026, 14:00 (Europe/Berlin)".</summary>
    public string Moment(Instant at) => $"{Time(at)} ({policy.Zone.Id})";

    /// <summary>Without the zone, where it is said once for all.</summary>
    public string Time(Instant at) => s_moment.Format(at.InZone(policy.Zone).LocalDateTime);

    /// <summary>As a date-and-time field takes it.</summary>
    public string Entry(Instant at) => s_entry.Format(at.InZone(policy.Zone).LocalDateTime);

    public static string? Money(RemedyOffer offer) =>
        offer.Amount is { } amount ? $"{amount.ToString("0.00##", CultureInfo.InvariantCulture)} {offer.Currency}" : null;

    public static string Outcome(ResolutionOutcome outcome) => outcome switch
    {
        ResolutionOutcome.Upheld => "upheld",
        ResolutionOutcome.PartlyUpheld => "partly upheld",
        _ => "not upheld",
    };

    public static string Status(string status) => status switch
    {
        "open" => "Open",
        "waiting" => "Waiting for customer",
        "resolved" => "Resolved",
        "following-up" => "Following up",
        "closed" => "Closed",
        _ => status,
    };

    /// <summary>What is owed, as staff call it.</summary>
    public string Promise(PromiseKind kind) => kind switch
    {
        PromiseKind.Acknowledge => "Acknowledgement",
        PromiseKind.Update => "Update",
        PromiseKind.Resolve => "Resolution",
        _ => policy.Document.Promises.Statutory is { } statutory ? Capital(statutory.Name) : "Statutory response",
    };

    /// <summary>A deadline's own sentence from where it begins to give reasons: what is due and when stands beside it.</summary>
    public static string Why(string explanation)
    {
        var start = explanation.IndexOf("): ", StringComparison.Ordinal);
        return start < 0 ? explanation : explanation[(start + 3)..];
    }

    /// <summary>What a case is looked at for next.</summary>
    public string Due(string what) => what switch
    {
        "acknowledge" => "Acknowledgement due",
        "update" => "Update due",
        "resolve" => "Resolution due",
        "statutory" => $"{Promise(PromiseKind.Statutory)} due",
        "answer-awaited" => "Customer's answer awaited until",
        "follow-up" => "Follow-up goes out",
        "close" => "Closes if silent",
        _ => Capital(what),
    };

    public static string Channel(Channel channel) => channel switch
    {
        Complaints.Channel.Api => "API",
        var other => other.ToString(),
    };

    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>"in 2 hours", "3 days ago", "now": the largest unit, the rest cut off.</summary>
    public static string Relative(Instant at, Instant now)
    {
        var length = at - now;
        var seconds = (long)Math.Abs(length.TotalSeconds);
        var (count, unit) = seconds switch
        {
            < 45 => (0L, ""),
            < 3_600 => (Math.Max(1, seconds / 60), "minute"),
            < 2 * 86_400 => (seconds / 3_600, "hour"),
            _ => (seconds / 86_400, "day"),
        };
        if (count == 0)
            return "now";
        var words = $"{count} {unit}{(count == 1 ? "" : "s")}";
        return length > Duration.Zero ? $"in {words}" : $"{words} ago";
    }
}
