using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;
using Recovery.Cases;
using Recovery.Clocks;

namespace Recovery.Web.Timelines;

/// <summary>A sentence for each kind of event.</summary>
internal sealed class EventSentences(Wording wording, IReadOnlyList<CaseEvent> events)
{
    /// <summary>Names as they stand in the record.</summary>
    private static readonly FrozenDictionary<Type, string> s_names = typeof(CaseEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    public TimelineEntry Tell(CaseEvent happened)
    {
        var told = Sentence(happened);
        return told with { Event = happened, Type = s_names[happened.GetType()] };
    }

    private TimelineEntry Sentence(CaseEvent happened) => happened switch
    {
        ComplaintReceived e => ChannelSentences.Received(e.Complaint),
        Triaged e => Staff(Triage(e)),
        Assigned { Again: true } e => Staff($"{wording.Person(e.Owner)} keeps the case: {Ended(e.Reason)}"),
        Assigned e => Both($"{wording.Person(e.Owner)} owns the case now: {Ended(e.Reason)}", $"{wording.Person(e.Owner)} is looking after your case."),
        PromiseMade e => Staff($"{wording.Promise(e.Kind)} promised by {wording.Moment(e.DueAt)}: {Ended(Wording.Why(e.Explanation))}"),
        PromiseMoved e => Staff($"{wording.Promise(e.Kind)} now due {wording.Moment(e.DueAt)}: {Ended(Wording.Why(e.Explanation))}"),
        PromiseKept e => Staff(e.Late ? $"{wording.Promise(e.Kind)} given, but late: the promise counts as missed." : $"{wording.Promise(e.Kind)} given in time: promise kept."),
        PromiseMissed e => Missed(e),
        PromiseReleased e => Staff($"{wording.Promise(e.Kind)} no longer owed: {Ended(e.Reason)}"),
        OwnerReminded e => Staff($"The owner was reminded: {Lower(wording.Promise(e.Kind))} due {wording.Moment(e.DueAt)}."),
        Acknowledged e => Staff($"The customer knows that we have it, by {e.Via}."),
        MessageWritten e => new TimelineEntry
        {
            Event = e,
            Type = "",
            Text = $"{ChannelSentences.MessageName(e.Kind)}: “{e.Subject}”.",
            CustomerText = $"We wrote to you: “{e.Subject}”.",
            MessageHtml = MessageShown.AsHtml(e.Body),
        },
        MessageSent e => Staff($"Email sent: “{Subject(e.Message)}”."),
        MessageUndelivered e => Both(
            $"Email “{Subject(e.Message)}” could not be delivered: {Ended(e.Reason)}", "An email from us could not be delivered to you. You can read it here."),
        AlertUndelivered e => Staff($"An alert to staff could not be delivered: {Ended(e.Reason)}"),
        AlertSent => Staff("An alert to staff got through again."),
        Noted e => Staff("Note for staff.") with { Words = e.Text },
        CustomerWrote e => ChannelSentences.Wrote(e),
        CustomerAskedFirst e => Both($"The customer had to ask before we told them: {Ended(e.Reason)}", "You had to ask before we told you. That should not happen, and we count it."),
        Escalated e => Staff($"Escalated to level {e.Level}, {e.LevelName}: {Ended(e.Reason)}"),
        EscalationTaken e => Staff($"{wording.By(e.By)} took the escalation of level {e.Level}."),
        Paused e => Both($"Waiting for the customer until {wording.Moment(e.Until)} at the latest.", $"We need something from you to go on. We wait until {wording.Moment(e.Until)}.")
            with
        { Words = e.Reason },
        Resumed e => Both($"The service clock runs again: {Ended(e.Reason)} {DeadlineSentence.Length(e.Credited)} of business time credited.", "We are working on it again."),
        Extended e => Both($"The resolution was put off to {wording.Moment(e.Until)}.", $"We need more time. You have our answer by {wording.Moment(e.Until)}.")
            with
        { Words = e.Reason },
        RemedyProposed e => Staff($"Remedy proposed: {Ended(wording.Remedy(e.Remedy))}{Approval(e)}"),
        RemedyApproved e => Staff($"Remedy approved: {Ended(wording.Remedy(e.Remedy))} {Wording.Capital(Ended(e.Reason))}"),
        RemedyDeclined e => Staff($"Remedy declined: {Ended(wording.Remedy(e.Remedy))} {Wording.Capital(Ended(e.Reason))}"),
        RemedyDelivered e => Staff($"The customer has the remedy: {Ended(wording.Remedy(e.Remedy))}"),
        Resolved e => Both(Resolution(e), $"We gave you our answer. Your complaint is {Wording.Outcome(e.Outcome)}.") with { Words = e.Explanation },
        FollowUpAsked e => Staff($"The customer was asked whether it is solved; the case closes {wording.Moment(e.ClosesAt)} if they do not answer."),
        CustomerAnswered e => Both(Answer(e, "The customer says"), Answer(e, "You told us")) with { Words = e.Comment, WordsForCustomer = true },
        Reopened e => Both($"Reopened: {Ended(e.Reason)}", "We opened your case again."),
        Closed e => Both($"{Closing(e.Manner)}{(e.Reason.Length == 0 ? "" : " " + Ended(e.Reason))}", ClosingForCustomer(e.Manner)),
        _ => ChannelSentences.Of(happened) ?? throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "An event without a sentence."),
    };

    private static TimelineEntry Staff(string text) => new() { Event = null!, Type = "", Text = text };

    private static TimelineEntry Both(string staff, string customer) => Staff(staff) with { CustomerText = customer };

    private string Triage(Triaged e)
    {
        var reasons = e.Reasons.IsDefaultOrEmpty ? "" : " " + string.Join(" ", e.Reasons.Select(r => Wording.Capital(Ended(r))));
        return $"Category {wording.Category(e.Category)}, severity {wording.Severity(e.Severity)}.{reasons}";
    }

    private TimelineEntry Missed(PromiseMissed e)
    {
        var staff = $"{wording.Promise(e.Kind)} missed: it was due {wording.Moment(e.DueAt)}.";
        return e.Kind is PromiseKind.Update or PromiseKind.Resolve
            ? Both(staff, e.Kind is PromiseKind.Update
                ? $"We had promised you word by {wording.Moment(e.DueAt)}, and did not keep that."
                : $"We had promised you an answer by {wording.Moment(e.DueAt)}, and did not keep that.")
            : Staff(staff);
    }

    private string Subject(int message) => events.OfType<MessageWritten>().FirstOrDefault(m => m.Number == message)?.Subject ?? $"message {message}";

    private static string Approval(RemedyProposed e) => e.NeedsApprovalBy is null ? "" : $" Needs approval by {e.NeedsApprovalBy}{(e.Why is null ? "." : $": {Ended(e.Why)}")}";

    private string Resolution(Resolved e)
    {
        var remedy = e.Remedy is null ? "" : $" Remedy: {Ended(wording.Remedy(e.Remedy))}";
        return $"Resolved: {Wording.Outcome(e.Outcome)}. Root cause: {wording.Cause(e.RootCause)}.{remedy} Follow-up {wording.Moment(e.FollowUpAt)}.";
    }

    private static string Answer(CustomerAnswered e, string who)
    {
        var more = new List<string>();
        if (e.Satisfaction is { } satisfaction)
            more.Add($"satisfaction {satisfaction} of 5");
        if (e.WouldReturn is { } again)
            more.Add(again ? "would come back" : "would not come back");
        if (e.Recommend is { } recommend)
            more.Add($"would recommend us: {recommend} of 10");
        return $"{who} that it is {(e.Solved ? "solved" : "not solved")}{(more.Count == 0 ? "" : "; " + string.Join(", ", more))}.";
    }

    private static string Closing(CloseManner manner) => manner switch
    {
        CloseManner.Confirmed => "Closed: the customer confirmed that it is solved.",
        CloseManner.Silence => "Closed: the customer did not answer, which says nothing about how satisfied they are.",
        _ => "Closed by staff.",
    };

    private static string ClosingForCustomer(CloseManner manner) => manner switch
    {
        CloseManner.Confirmed => "You confirmed that it is solved. We closed your case.",
        CloseManner.Silence => "We did not hear from you and closed your case.",
        _ => "We closed your case.",
    };

    private static string Lower(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];

    private static string Ended(string text) => ChannelSentences.Ended(text);
}
