using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Reporting;

namespace Recovery.Contracts;

/// <summary>Cases as a service would save them, without the rules.</summary>
public static class StoredCases
{
    public static readonly Instant Monday = Instant.FromUtc(2026, 11, 23, 9, 0);

    public static CaseChange Opened(int number, string text = "The parcel is late.", Instant? due = null)
    {
        var id = CaseId.From("store", $"{number}");
        var subject = new Case
        {
            Id = id,
            Reference = id.Reference(),
            PolicyId = "default-1-00000000",
            Complaint = new Complaint { Channel = Channel.Form, Description = text },
            Version = 2,
            OpenedAt = Monday,
            LastAt = Monday,
            Category = "delivery",
            Severity = "normal",
            Owner = "maya",
        };
        return new CaseChange
        {
            Case = subject,
            ExpectedVersion = 0,
            Events =
            [
                new ComplaintReceived(id, subject.Reference, subject.PolicyId, subject.Complaint) { Number = 1, At = Monday },
                new Assigned("maya", null, "in turn") { Number = 2, At = Monday },
            ],
            Effects = [new StaffAlert($"{id}-2-alert", id, "maya", [], "A case", "for you")],
            WakeAt = due ?? Monday + Duration.FromHours(number),
            Summary = Summary(subject, due ?? Monday + Duration.FromHours(number)),
            SearchText = text,
        };
    }

    /// <summary>The next change of a case: one more event.</summary>
    public static CaseChange Noted(Case before, string text = "noted") => Changed(before, new Noted(text));

    public static CaseChange Changed(Case before, CaseEvent happened, Func<Case, Case>? evolve = null, params CaseEffect[] effects)
    {
        var after = before with { Version = before.Version + 1 };
        after = evolve?.Invoke(after) ?? after;
        return new CaseChange
        {
            Case = after,
            ExpectedVersion = before.Version,
            Events = [happened with { Number = after.Version, At = Monday }],
            Effects = effects,
            WakeAt = after.IsOpen ? Monday : null,
            Summary = Summary(after, after.IsOpen ? Monday : null),
        };
    }

    public static CaseChange Closed(Case before) => Changed(
        before, new Closed(CloseManner.Staff, "x"), c => c with { Phase = new ClosedPhase(Monday, CloseManner.Staff, "x") });

    public static CaseSummary Summary(Case subject, Instant? due) => new()
    {
        Id = subject.Id,
        Reference = subject.Reference,
        Status = subject.Phase.Status,
        Owner = subject.Owner,
        Category = subject.Category,
        Severity = subject.Severity,
        Channel = "form",
        Excerpt = subject.Complaint.Description,
        OpenedAt = subject.OpenedAt,
        DueWhat = due is null ? null : "update",
        DueAt = due,
        Missed = false,
        Level = 0,
        TakenBy = null,
        AwaitsOurReply = false,
        Undelivered = false,
        Version = subject.Version,
    };

    /// <summary>Of a case that was closed in silence.</summary>
    public static OutcomeRow Outcome(CaseId id, LocalDate day) => new()
    {
        Case = id,
        ClosedOn = day,
        OpenedAt = Monday,
        ClosedAt = Monday,
        PolicyId = "default-1-00000000",
        Channel = "form",
        Category = "delivery",
        Severity = "normal",
        Manner = CloseManner.Silence,
        Answered = false,
        Recovered = false,
        Reopenings = 0,
        AskedFirst = 0,
        HighestLevel = 0,
        PromisesKept = 1,
        PromisesMissed = 0,
    };
}
