using System.Collections.Immutable;

namespace Recovery.Cases;

/// <summary>Folds one event into the state. It needs no policy: whatever a rule decided stands in the event.</summary>
internal static class CaseEvolution
{
    public static Case Apply(Case? before, CaseEvent happened)
    {
        var after = happened is ComplaintReceived received
            ? Received(received)
            : Fold(before ?? throw new InvalidOperationException("A case begins with its complaint."), happened);
        return after with
        {
            Version = happened.Number,
            LastAt = happened.At,
            // A note may be one that a mail of theirs became; that is no act on the case.
            StaffActed = after.StaffActed || (happened.By.Kind == ActorKind.Staff && happened is not Noted),
            Applied = happened.Command.Length == 0 ? after.Applied : after.Applied.SetItem(happened.Command, happened.Fingerprint),
        };
    }

    private static Case Received(ComplaintReceived e) => new()
    {
        Id = e.Case,
        Reference = e.Reference,
        PolicyId = e.PolicyId,
        Complaint = e.Complaint,
        OpenedAt = e.At,
    };

    private static Case Fold(Case c, CaseEvent happened) => happened switch
    {
        Triaged e => c with { Category = e.Category, Severity = e.Severity, Reasons = e.Reasons, Signs = e.Signs, Feeling = e.Feeling, Emotions = e.Emotions },
        Assigned e => c with { Owner = e.Owner, Team = e.Team ?? c.Team },
        PromiseMade e => Made(c, e),
        PromiseMoved e => Change(c, e.Kind, e.Promise, p => p with { DueAt = e.DueAt, Explanation = e.Explanation, Reminded = false }),
        PromiseKept e => Without(c, e.Kind, e.Promise, e.Late ? 0 : 1),
        PromiseMissed e => Missed(c, e),
        PromiseReleased e => Without(c, e.Kind, e.Promise, 0),
        OwnerReminded e => Change(c, e.Kind, e.Promise, p => p with { Reminded = true }),
        Acknowledged e => c with { IsAcknowledged = true, AcknowledgedBy = e.Message, Reached = true },
        MessageWritten e => Written(c, e),
        // What gets through shows that the address works; what did not stays on the timeline.
        MessageSent e => c with { InFlight = c.InFlight.RemoveAll(m => m.Number == e.Message), Undelivered = [], IsAlertLost = false, Reached = true },
        MessageUndelivered e => c with
        {
            InFlight = c.InFlight.RemoveAll(m => m.Number == e.Message),
            Undelivered = c.Undelivered.Add(e.Message),
            EverUndelivered = c.EverUndelivered.Add(e.Message),
            IsAcknowledged = c.IsAcknowledged && c.AcknowledgedBy != e.Message,
            Reached = c.Reached && c.AcknowledgedBy != e.Message,
        },
        AlertUndelivered => c with { IsAlertLost = true },
        AlertSent => c with { IsAlertLost = false },
        CustomerWrote e => c with { AwaitsOurReply = true, HeardFrom = true, OnStatusPage = c.OnStatusPage || e.Mail is null },
        CustomerAskedFirst => c with { AskedFirst = c.AskedFirst + 1, AskedAndUnanswered = true },
        Escalated e => Climbed(c, e),
        EscalationTaken e => c with
        {
            Escalation = c.Escalation! with { TakenBy = e.By.Name },
            Promises = [.. c.Promises.Select(p => p with { TakenAt = e.At })],
        },
        Paused e => c with { Phase = new WaitingForCustomer(e.At, e.Reason, e.Until) },
        Resumed => c with { Phase = new InProgress() },
        RemedyProposed e => c with { Remedy = new CaseRemedy(e.Remedy, RemedyStatus.Proposed, e.By.Name, e.NeedsApprovalBy) },
        RemedyApproved e => c with { Remedy = c.Remedy! with { Offer = e.Remedy, Status = RemedyStatus.Approved } },
        RemedyDelivered => Delivered(c),
        RemedyDeclined => c with { Remedy = c.Remedy! with { Status = RemedyStatus.Declined } },
        Resolved e => c with
        {
            Phase = new ResolvedPhase(e.FollowUpAt),
            Resolution = new Resolution(e.At, e.Outcome, e.Explanation, e.RootCause, e.Remedy),
            GivenRemedy = e.Remedy ?? c.GivenRemedy,
            GivenRemedyDelivered = e.Remedy is null ? c.GivenRemedyDelivered : c.Remedy is { Delivered: true },
            ResolutionOverturned = false,
            AwaitsOurReply = false,
            AskedAndUnanswered = false,
            AwaitsListening = null,
        },
        FollowUpAsked e => c with { Phase = new FollowingUp(e.ClosesAt) },
        CustomerAnswered e => c with { HeardFrom = true, OnStatusPage = true, Answer = new Answer(e.At, e.Solved, e.Satisfaction, e.WouldReturn, e.Recommend, e.Comment) },
        Reopened => c with { Phase = new InProgress(), Reopenings = c.Reopenings + 1, ResolutionOverturned = true, Remedy = null, MergedInto = null },
        Closed e => c with { Phase = new ClosedPhase(e.At, e.Manner, e.Reason), Promises = [], AwaitsOurReply = false, AwaitsListening = null },
        _ => ChannelEvolution.Fold(c, happened),
    };

    private static Case Made(Case c, PromiseMade e)
    {
        var tally = c.Tally.GetValueOrDefault(e.Kind, new PromiseTally(0, 0, 0));
        return c with
        {
            Promises = c.Promises.Add(new Promise
            {
                Kind = e.Kind,
                Number = e.Promise,
                MadeAt = e.At,
                DueAt = e.DueAt,
                Rule = e.Rule,
                Explanation = e.Explanation,
                InBusinessTime = e.InBusinessTime,
            }),
            Tally = c.Tally.SetItem(e.Kind, tally with { Made = tally.Made + 1 }),
        };
    }

    private static Case Missed(Case c, PromiseMissed e)
    {
        var tally = c.Tally[e.Kind];
        return Change(c, e.Kind, e.Promise, p => p with { Missed = true }) with
        {
            Tally = c.Tally.SetItem(e.Kind, tally with { Missed = tally.Missed + 1 }),
        };
    }

    private static Case Without(Case c, PromiseKind kind, int number, int kept)
    {
        var tally = c.Tally[kind];
        return c with
        {
            Promises = c.Promises.RemoveAll(p => p.Kind == kind && p.Number == number),
            Tally = kept == 0 ? c.Tally : c.Tally.SetItem(kind, tally with { Kept = tally.Kept + kept }),
        };
    }

    private static Case Written(Case c, MessageWritten e)
    {
        var emailed = c.Complaint.CanBeEmailed ? c.InFlight.Add(new InFlightMessage(e.Number, e.Kind)) : c.InFlight;
        return e.By.Kind == ActorKind.Staff
            ? c with { InFlight = emailed, AwaitsOurReply = false, AskedAndUnanswered = false, Withheld = [] }
            : c with { InFlight = emailed, Withheld = c.Withheld.Remove(e.Kind) };
    }

    private static Case Climbed(Case c, Escalated e)
    {
        var climbed = c with
        {
            Escalation = new Escalation(e.Level, e.Reason, e.At, null),
            HighestLevel = Math.Max(c.HighestLevel, e.Level),
        };
        return e is { Kind: { } kind, Promise: { } number }
            ? Change(climbed, kind, number, p => p with { Levels = p.Levels.Add(e.Level) })
            : climbed;
    }

    /// <summary>The remedy in hand, once a resolution that stands has given it, is the given one too.</summary>
    private static Case Delivered(Case c) => c.Remedy is { Status: RemedyStatus.Approved, Delivered: false } inHand
        ? c with
        {
            Remedy = inHand with { Delivered = true },
            GivenRemedyDelivered = c.GivenRemedyDelivered || c is { Resolution.Remedy: not null, ResolutionOverturned: false },
        }
        : c with { GivenRemedyDelivered = true };

    private static Case Change(Case c, PromiseKind kind, int number, Func<Promise, Promise> change) => c with
    {
        Promises = [.. c.Promises.Select(p => p.Kind == kind && p.Number == number ? change(p) : p)],
    };
}
