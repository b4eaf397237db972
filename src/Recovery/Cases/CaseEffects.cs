using System.Collections.Immutable;
using Recovery.Clocks;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Reporting;
using Recovery.Webhooks;

namespace Recovery.Cases;

/// <summary>What the world must be told when something has happened to a case.</summary>
public static class CaseEffects
{
    /// <param name="after">The case as the event left it.</param>
    public static IEnumerable<CaseEffect> For(CaseEvent happened, Case after, RecoveryPolicy policy)
    {
        if (Told(happened, after, policy) is { } told)
            yield return told;
        if (Figure(happened) is { } figure)
        {
            var day = happened.At.InZone(policy.Zone).Date;
            yield return new CountStatistics(Id(after, happened, "count"), after.Id, day, [figure]);
        }

        if (happened is Closed)
            yield return new RecordOutcome(Id(after, happened, "outcome"), after.Id, Outcome.Of(after, policy));
        if (happened is Reopened { WasClosed: true })
            yield return new WithdrawOutcome(Id(after, happened, "outcome-withdrawn"), after.Id);
    }

    /// <summary>What downstream apps hear of a whole decision: each event with the case as the decision left it.</summary>
    /// <param name="steps">Each event with the case before and after it; no case before the first event of a new one.</param>
    internal static IEnumerable<PublishEvent> Published(IReadOnlyList<(CaseEvent Happened, Case? Before, Case After)> steps, RecoveryPolicy policy)
    {
        foreach (var (happened, before, after) in steps)
        {
            if (WebhookEvents.Of(happened, before, after, steps[^1].After, policy, opening: steps[0].Before is null) is { } publish)
                yield return publish;
        }
    }

    private static CaseEffect? Told(CaseEvent happened, Case after, RecoveryPolicy policy) => happened switch
    {
        MessageWritten e when after.Complaint is { CanBeEmailed: true, Email: { } to } => new CustomerEmail(
            Id(after, e, "email"), after.Id, e.Number, e.Kind, to, after.Complaint.Name, e.Subject, e.Body, after.Complaint.Language ?? policy.Document.Language),
        Assigned { Again: false } e => Alert(e, after, policy, AlertKind.Assigned, e.Owner, [], [.. Due(after, First(after), policy), ("reason", e.Reason)]),
        OwnerReminded e => Alert(e, after, policy, AlertKind.Reminder, after.Owner, [], Due(after, e.Kind, policy)),
        Resumed { By.Kind: ActorKind.Policy } e => Alert(
            e, after, policy, AlertKind.Reminder, after.Owner, [], [.. Due(after, PromiseKind.Update, policy), ("reason", e.Reason)]),
        Escalated e => Alert(
            e,
            after,
            policy,
            AlertKind.Escalated,
            after.Owner,
            [e.Role],
            [("reason", e.Reason), ("level", $"{e.Level}"), ("levelName", e.LevelName), .. Due(after, e.Kind ?? PromiseKind.Resolve, policy)]),
        CustomerWrote e => Heard(e, after, policy, e.Mail is { FromSomebodyElse: true }
            ? "It came from another address than the customer's; whether they wrote it is not certain." : ""),
        ComplaintJoined { From: null, Complaint.Mail.Automatic: null } e => Heard(e, after, policy, "Another complaint of theirs joined this case."),
        ReviewChanged e => Heard(e, after, policy, "They changed their review."),
        CustomerCameForward e => Heard(e, after, policy, "They came by the link under our public reply; nobody has proved that they wrote the review."),
        RemedyProposed { NeedsApprovalBy: { } role } e => Alert(
            e, after, policy, AlertKind.ApprovalNeeded, null, [role], ("remedy", e.Remedy.Description), ("reason", e.Why ?? "")),
        Reopened e => Alert(e, after, policy, AlertKind.Reopened, after.Owner, [], ("reason", e.Reason)),
        MessageUndelivered e => Alert(e, after, policy, AlertKind.Undelivered, after.Owner, [], ("reason", e.Reason)),
        _ => null,
    };

    private static StaffAlert? Heard(CaseEvent happened, Case after, RecoveryPolicy policy, string reason) =>
        Alert(happened, after, policy, AlertKind.CustomerWrote, after.Owner, [], [.. Due(after, PromiseKind.Update, policy), ("reason", reason)]);

    /// <summary>Null where a program opened the case: mail to staff about it could be what feeds the program.</summary>
    private static StaffAlert? Alert(
        CaseEvent happened,
        Case after,
        RecoveryPolicy policy,
        AlertKind kind,
        string? person,
        ImmutableArray<string> roles,
        params ReadOnlySpan<(string Name, string Value)> more)
    {
        if (Withholding.WrittenByProgram(after))
            return null;
        var values = Writing.Everywhere(after, policy);
        values["category"] = policy.Category(after.Category)?.Name ?? after.Category;
        values["severity"] = policy.Document.Severities.FirstOrDefault(s => s.Id == after.Severity)?.Name ?? after.Severity;
        values["consoleLink"] = MessageText.ConsoleLink;
        foreach (var (name, value) in more)
            values[name] = value;
        var rendered = policy.Templates.Render(kind, values);
        return new StaffAlert(Id(after, happened, "alert"), after.Id, person, roles, rendered.Subject, rendered.Body)
        {
            Customer = after.Complaint.Email,
        };
    }

    /// <summary>What a new owner has to do first: news, once the customer knows, or will by itself, that we have it.</summary>
    private static PromiseKind First(Case after) =>
        after.AwaitsListening is null && Withholding.OutOfReach(after) is null ? PromiseKind.Update : PromiseKind.Acknowledge;


    private static (string Name, string Value)[] Due(Case after, PromiseKind kind, RecoveryPolicy policy) =>
        after.Owed(kind) is not { } promise
            ? []
            :
            [
                ("promise", Task(kind, after, policy)),
                ("due", $"{DeadlineSentence.Moment(promise.DueAt, policy.Zone)} ({policy.Zone.Id})"),
                ("explanation", promise.Explanation),
            ];

    /// <summary>What the owner has to do.</summary>
    private static string Task(PromiseKind kind, Case after, RecoveryPolicy policy) => kind switch
    {
        PromiseKind.Acknowledge => Withholding.Acknowledging(after),
        PromiseKind.Update => "update the customer",
        PromiseKind.Resolve => "resolve the complaint",
        _ => $"give the {Promising.Subject(kind, policy)}",
    };

    private static string? Figure(CaseEvent happened) => happened switch
    {
        ComplaintReceived => Figures.Received,
        PromiseKept { Late: false } e => Figures.PromiseKept(e.Kind),
        PromiseMissed e => Figures.PromiseMissed(e.Kind),
        CustomerAskedFirst => Figures.AskedFirst,
        Escalated e => Figures.Escalated(e.Level),
        Reopened => Figures.Reopened,
        _ => null,
    };

    private static string Id(Case subject, CaseEvent happened, string kind) => $"{subject.Id}-{happened.Number}-{kind}";
}
