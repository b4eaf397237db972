using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Web.Cases;
using Recovery.Web.Components;
using Recovery.Web.Http;
using Recovery.Web.Timelines;

namespace Recovery.Web.Customers;

/// <summary>What a customer sees of their case.</summary>
public sealed record StatusModel
{
    public required Case Case { get; init; }

    /// <summary>What is for the customer, the oldest first.</summary>
    public required IReadOnlyList<TimelineEntry> Entries { get; init; }

    public required Wording Wording { get; init; }

    public required Instant Now { get; init; }

    public required FormKeys Keys { get; init; }

    public required string Path { get; init; }

    /// <summary>What they have just done here: received, message, answer.</summary>
    public string? Said { get; init; }

    public string? Notice { get; init; }

    public FormState Message { get; init; } = FormState.Empty;

    public FormState Answer { get; init; } = FormState.Empty;

    /// <summary>The page of the case in which this one goes on; null when it was not merged, or that page is not for this customer.</summary>
    public string? GoesOnAt { get; init; }

    public string Issue => Wording.Policy.Category(Case.Category)?.Phrase ?? "what went wrong";

    public string OwnerName => Wording.Person(Case.Owner);

    /// <summary>Once we have given our answer, until the case is closed.</summary>
    public bool AsksWhetherSolved => Case.Phase is ResolvedPhase or FollowingUp;

    /// <summary>How far it has come: 1 received, 2 looked into, 3 answered, 4 put right.</summary>
    public int Step => Case.Phase switch
    {
        InProgress or WaitingForCustomer => 2,
        ResolvedPhase or FollowingUp => 3,
        _ => 4,
    };

    /// <summary>What comes next, and by when: the customer never has to wonder.</summary>
    public (string Text, Instant? By) Next => Case.Phase switch
    {
        WaitingForCustomer waiting => ("We need something from you. If we do not hear from you, we go on with what we have on", waiting.Until),
        ResolvedPhase resolved => ("You have our answer below. You can tell us now whether it is solved; otherwise we ask you on", resolved.FollowUpAt),
        FollowingUp asked => ("Please tell us whether it is solved. If we do not hear from you, we close your case on", asked.ClosesAt),
        _ when Case.MergedInto is { } other => ($"You told us of this more than once, so we keep it together: it goes on under the reference {other.Reference}, with everything that you wrote here.", null),
        ClosedPhase => ("Your case is closed. If it is not solved after all, write to us here.", null),
        _ => NextPromise(),
    };

    /// <summary>What somebody wrote, as far as it is for the customer. Of a call, the words are theirs only once it is certain who spoke.</summary>
    public string? WordsOf(TimelineEntry entry) => entry.Event switch
    {
        ComplaintReceived { Complaint.Incident: not null } => null,
        ComplaintReceived { Complaint.Call: not null } => Case.AwaitsListening is null ? Case.Complaint.Description : null,
        ComplaintReceived received => received.Complaint.Description,
        ComplaintJoined { Complaint.Call.NeedsListening: not null } => null,
        _ => entry.WordsForCustomer ? entry.Words : null,
    };

    /// <summary>What they sent; what the telephone system wrote down of a call was not sent by them.</summary>
    public static IReadOnlyList<Attachment> FilesOf(TimelineEntry entry) =>
        entry.Event is ComplaintReceived { Complaint.Call: not null } or ComplaintJoined { Complaint.Call: not null } ? [] : CaseFiles.Of(entry.Event);

    /// <summary>What is still promised; that we have it, the page itself has told them.</summary>
    public IEnumerable<Promise> Promises => Case.Promises.Where(p => p.Kind is not PromiseKind.Acknowledge).OrderBy(p => p.DueAt);

    /// <summary>The deadline's sentence without what is only for staff: the name of the rule, and what the page says beside it.</summary>
    public static string Explain(Promise promise)
    {
        var text = Wording.Why(promise.Explanation);
        var rule = text.IndexOf(" (rule ", StringComparison.Ordinal);
        if (rule >= 0 && text.IndexOf(')', rule) is var end and > 0)
            text = text.Remove(rule, end - rule + 1);
        var source = promise.Kind is PromiseKind.Statutory ? text.IndexOf("; set by ", StringComparison.Ordinal) : -1;
        return Wording.Capital((source < 0 ? text : text[..source]).Trim()) + ".";
    }

    public string Owed(PromiseKind kind) => kind switch
    {
        PromiseKind.Acknowledge => "We confirm that we have your complaint",
        PromiseKind.Update => "You hear from us how it stands",
        PromiseKind.Resolve => "You have our answer",
        _ => $"You have our {Wording.Policy.Document.Promises.Statutory?.Name ?? "final response"}, as the law asks",
    };

    private (string Text, Instant? By) NextPromise()
    {
        var owed = Case.Promises.Where(p => p.Kind is PromiseKind.Update or PromiseKind.Resolve).OrderBy(p => p.DueAt).ToList();
        if (owed.Find(p => p.Missed || p.DueAt < Now) is { } late)
        {
            return owed.Find(p => p.DueAt >= Now) is { } coming
                ? ("We are late with what we promised, and we are sorry. Your case has been passed up. Your next word from us comes by", coming.DueAt)
                : ("We are late, and we are sorry. Your case has been passed up, so that you hear from us as soon as can be. It was due", late.DueAt);
        }

        if (owed.FirstOrDefault() is not { } next)
            return ($"{OwnerName} is looking into it, and writes to you as soon as there is something to say.", null);
        return next.Kind is PromiseKind.Update
            ? ($"{OwnerName} is looking into it. You hear from us, even if only to say how it stands, by", next.DueAt)
            : ($"{OwnerName} is looking into it. You have our answer by", next.DueAt);
    }
}
