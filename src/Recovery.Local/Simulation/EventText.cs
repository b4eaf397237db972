using Recovery.Cases;
using Recovery.Clocks;
using Recovery.Policy;

namespace Recovery.Local.Simulation;

/// <summary>One line for a terminal about an event.</summary>
internal static class EventText
{
    public static string Of(CaseEvent happened, RecoveryPolicy policy) => $"{Who(happened.By),-22} {What(happened, policy)}";

    private static string Who(Actor by) => by.Kind switch
    {
        ActorKind.Staff => by.Name,
        ActorKind.Customer => "the customer",
        _ => "the policy",
    };

    private static string What(CaseEvent happened, RecoveryPolicy policy)
    {
        string Moment(NodaTime.Instant at) => DeadlineSentence.Moment(at, policy.Zone);
        return happened switch
        {
            ComplaintReceived e => $"received by {Name(e.Complaint.Channel)}",
            Triaged e => $"triaged as {e.Category}, {e.Severity}: {string.Join("; ", e.Reasons)}",
            Assigned { Again: true } e => $"still assigned to {e.Owner} ({e.Reason})",
            Assigned e => $"assigned to {e.Owner} ({e.Reason})",
            PromiseMade e => $"promised: {e.Explanation}",
            PromiseMoved e => $"promise moved: {e.Explanation}",
            PromiseKept e => $"{Name(e.Kind)} {(e.Late ? "done late" : "kept")}",
            PromiseMissed e => $"{Name(e.Kind)} MISSED, was due {Moment(e.DueAt)}",
            PromiseReleased e => $"{Name(e.Kind)} no longer owed: {e.Reason}",
            OwnerReminded e => $"owner reminded: {Name(e.Kind)} due {Moment(e.DueAt)}",
            Acknowledged e => $"acknowledged by {e.Via}",
            MessageWritten e => $"{Name(e.Kind)} to the customer: {e.Subject}",
            MessageSent e => $"message {e.Message} sent",
            MessageUndelivered e => $"message {e.Message} could not be delivered: {e.Reason}",
            AlertUndelivered e => $"an alert to staff could not be delivered: {e.Reason}",
            AlertSent => "an alert to staff got through again",
            Noted e => $"noted: {e.Text}",
            CustomerWrote e => $"wrote: {e.Text}",
            CustomerAskedFirst e => $"had to ask first: {e.Reason}",
            Escalated e => $"ESCALATED to level {e.Level}, {e.LevelName}: {e.Reason}",
            EscalationTaken e => $"took the escalation of level {e.Level}",
            Paused e => $"waits for the customer until {Moment(e.Until)}: {e.Reason}",
            Resumed e => $"goes on, {DeadlineSentence.Length(e.Credited)} credited: {e.Reason}",
            Extended e => $"resolution extended to {Moment(e.Until)}: {e.Reason}",
            RemedyProposed e => $"proposed {e.Remedy.Kind}: {e.Remedy.Description}",
            RemedyApproved e => $"approved {e.Remedy.Kind}: {e.Reason}",
            RemedyDeclined e => $"declined {e.Remedy.Kind}: {e.Reason}",
            RemedyDelivered e => $"the customer has the {e.Remedy.Kind}: {e.Remedy.Description}",
            Resolved e => $"resolved, {Name(e.Outcome)}, cause {e.RootCause}; asks again {Moment(e.FollowUpAt)}",
            FollowUpAsked e => $"asked whether it is solved; closes by itself {Moment(e.ClosesAt)}",
            CustomerAnswered e => $"answered: {(e.Solved ? "solved" : "NOT solved")}{(e.Satisfaction is { } s ? $", satisfaction {s} of 5" : "")}",
            Reopened e => $"reopened: {e.Reason}",
            Closed e => $"closed ({Name(e.Manner)}): {e.Reason}",
            MessageWithheld e => $"{Name(e.Kind)} WITHHELD: {e.Reason}",
            AutomaticReplyReceived e => $"a program answered: {e.Reason}",
            DuplicateSuspected e => $"perhaps the same as {e.Reference}: {e.Why}",
            KeptApart e => $"not the same as {e.Reference}",
            Merged e => $"merged into {e.Reference}",
            ComplaintJoined e => $"{e.Reference ?? "another complaint"} joined: {e.Complaint.Description}",
            CaseLinked e => $"linked with {e.Reference}: {e.Why}",
            ReviewChanged e => $"changed the review: {e.AfterText}",
            PublicReplyDrafted => "public reply drafted",
            PublicReplyPosted e => $"replied in public: {e.Text}",
            CustomerCameForward e => $"came forward: {e.Text}",
            ListeningAsked e => $"somebody must listen to the call: {e.Reason}",
            TranscriptConfirmed e => $"listened to the call{(e.Understood is null ? "" : $": {e.Understood}")}",
            _ => happened.GetType().Name,
        };
    }

    private static string Name<T>(T value)
        where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()).Replace('-', ' ');
}
