using NodaTime;
using Recovery.Cases;
using Recovery.Policy;
using Recovery.Remedies;

namespace Recovery.Local.Simulation;

public enum StaffPace
{
    /// <summary>Writes well before each update is due.</summary>
    Diligent,

    /// <summary>Acts after each deadline, when the escalation comes round.</summary>
    Slow,

    /// <summary>Never does anything.</summary>
    Absent,
}

/// <param name="Solved">What the customer says.</param>
public sealed record FollowUpAnswer(bool Solved, int? Satisfaction, bool? WouldReturn, int? Recommend, string? Comment);

/// <summary>Who the customer and the staff of a simulated case are.</summary>
public sealed record Persona
{
    public required StaffPace Pace { get; init; }

    /// <summary>How many times staff write before they resolve.</summary>
    public int Messages { get; init; } = 1;

    public required IReadOnlyList<string> Updates { get; init; }

    public required Resolution Resolution { get; init; }

    /// <summary>What staff wait for from the customer, once; null for nothing.</summary>
    public string? PauseFor { get; init; }

    /// <summary>What the customer sends when asked; null when they do not answer.</summary>
    public string? Reply { get; init; }

    /// <summary>How the customer asks for news before they hear of us; null when they wait.</summary>
    public string? AsksForNews { get; init; }

    /// <summary>Answers to one follow-up after the other; silence where there is none.</summary>
    public IReadOnlyList<FollowUpAnswer> Answers { get; init; } = [];

    /// <summary>Staff close it without a resolution, with this reason.</summary>
    public string? ClosedFor { get; init; }

    /// <summary>Who approves what needs approval; with every role.</summary>
    public string Approver { get; init; } = "approver";
}

/// <summary>Something that a person will do if nothing happens before.</summary>
public sealed record Act(Instant At, Func<CommandId, CaseCommand> Command);

/// <summary>Decides what the people of a case do next, in business hours. Told by <see cref="Did"/> when it has been done.</summary>
public sealed class Behaviour(Persona persona, RecoveryPolicy policy)
{
    private int _messages;
    private int _answers;
    private bool _asked;
    private bool _paused;
    private Action _done = () => { };

    /// <summary>The next act of anybody; null when everybody waits.</summary>
    public Act? Next(Case subject, Instant now) => subject.Phase switch
    {
        InProgress => Earlier(Customer(subject), Staff(subject, now)),
        WaitingForCustomer waiting when persona.Reply is { } reply =>
            new Act(Within(subject, waiting.Since, waiting.Until, 0.3), id => new CustomerWrites(id, reply)),
        FollowingUp asked when _answers < persona.Answers.Count => Answer(subject, asked, now),
        _ => null,
    };

    public void Did() => _done();

    private Act? Customer(Case subject)
    {
        if (_asked || persona.AsksForNews is not { } words || subject.Owed(PromiseKind.Update) is not { } update)
            return null;
        return new Act(Within(subject, update.MadeAt, update.DueAt, 0.5), id =>
        {
            _done = () => _asked = true;
            return new CustomerWrites(id, words, AsksForNews: true);
        });
    }

    private Act? Staff(Case subject, Instant now)
    {
        if (persona.Pace == StaffPace.Absent)
            return null;
        var owner = Actor.Staff(subject.Owner ?? "");
        if (subject.Remedy is { Status: RemedyStatus.Proposed, NeedsApprovalBy: not null })
            return new Act(Later(subject, now, Duration.FromMinutes(50)), id => Do(new ApproveRemedy(id, Actor.Staff(persona.Approver), [StaffRoles.Operator])));
        if (subject.Escalation is { TakenBy: null })
            return new Act(Later(subject, now, Duration.FromMinutes(35)), id => Do(new TakeEscalation(id, owner)));
        if (subject.Owed(PromiseKind.Update) is not { } update)
            return new Act(Later(subject, now, Duration.FromHours(1)), id => Do(Resolve(id, subject, owner)));

        var late = subject.Promises.Any(p => p.Missed);
        if (persona.Pace == StaffPace.Slow && !late)
            return null;
        var at = late ? Later(subject, now, Duration.FromHours(3)) : Within(subject, update.MadeAt, update.DueAt, 0.6);
        return new Act(at, id => Work(id, subject, owner));
    }

    private CaseCommand Work(CommandId id, Case subject, Actor owner)
    {
        if (persona.PauseFor is { } reason && !_paused)
        {
            _done = () => _paused = true;
            return new Pause(id, owner, reason);
        }

        if (_messages < persona.Messages)
        {
            var text = persona.Updates[_messages % persona.Updates.Count];
            _done = () => _messages++;
            return new SendMessage(id, owner, text);
        }

        if (persona.ClosedFor is { } closed)
            return Do(new CloseCase(id, owner, closed));
        return Do(Resolve(id, subject, owner));
    }

    private CaseCommand Resolve(CommandId id, Case subject, Actor owner)
    {
        var with = persona.Resolution;
        if (with.Remedy is { } offer && subject.Remedy is null && NeedsApproval(offer))
            return new ProposeRemedy(id, owner, offer);
        var remedy = subject.Remedy is { Status: RemedyStatus.Approved } approved ? approved.Offer : with.Remedy;
        return new Resolve(id, owner, with.Outcome, with.Explanation, with.RootCause, subject.Remedy is { Status: RemedyStatus.Declined } ? null : remedy);
    }

    private bool NeedsApproval(RemedyOffer offer) =>
        policy.Remedy(offer.Kind) is { } kind && (kind.ApprovedBy is not null || (kind.Money?.ApprovalAbove is { } limit && offer.Amount > limit));

    private Act Answer(Case subject, FollowingUp asked, Instant now)
    {
        var answer = persona.Answers[_answers];
        return new Act(Within(subject, now, asked.ClosesAt, 0.3), id =>
        {
            _done = () => _answers++;
            return new CustomerAnswers(id, answer.Solved, answer.Satisfaction, answer.WouldReturn, answer.Recommend, answer.Comment);
        });
    }

    private CaseCommand Do(CaseCommand command)
    {
        _done = () => { };
        return command;
    }

    private static Act? Earlier(Act? one, Act? other) =>
        one is null ? other : other is null || one.At <= other.At ? one : other;

    /// <summary>At a share of the business time between two instants.</summary>
    private Instant Within(Case subject, Instant from, Instant to, double share)
    {
        var calendar = policy.CalendarFor(subject.Severity);
        var open = calendar.BusinessTimeBetween(from, to);
        return open > Duration.Zero ? calendar.AddBusinessTime(from, open * share) : from + ((to - from) * share);
    }

    /// <summary>Later in business time, but never so much later that a policy of seconds would be left behind.</summary>
    private Instant Later(Case subject, Instant from, Duration time)
    {
        var length = subject.Promises.Where(p => p.Kind == PromiseKind.Resolve).Select(p => p.DueAt - p.MadeAt).DefaultIfEmpty(time).Max();
        return policy.CalendarFor(subject.Severity).AddBusinessTime(from, Duration.Min(time, length / 50));
    }
}
