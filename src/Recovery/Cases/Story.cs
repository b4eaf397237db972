using NodaTime;
using Recovery.Clocks;
using Recovery.Policy;

namespace Recovery.Cases;

/// <summary>One decision as it unfolds: what has happened so far in it, and the case as that leaves it.</summary>
internal sealed class Story(Case? before, CaseCommand command, RecoveryPolicy policy, Instant now)
{
    private readonly List<CaseEvent> _events = [];
    private Case? _case = before;

    public RecoveryPolicy Policy => policy;

    public Instant Now => now;

    public Case Case => _case!;

    public BusinessCalendar Calendar => policy.CalendarFor(Case.Severity);

    public PolicyDocument Rules => policy.Document;

    public Decision Told => new Accepted([.. _events]);

    /// <summary>The command's own actor did this.</summary>
    public void Happens(CaseEvent what) => Add(what, command.By);

    /// <summary>The policy did this, in consequence.</summary>
    public void Follows(CaseEvent what) => Add(what, Actor.Policy);

    public bool Has<T>(Func<T, bool> which)
        where T : CaseEvent => _events.OfType<T>().Any(which);

    private void Add(CaseEvent what, Actor by)
    {
        var numbered = what with
        {
            Number = (_case?.Version ?? 0) + 1,
            At = now,
            By = by,
            Command = command.Id.Key,
            Fingerprint = command.Id.Fingerprint,
        };
        _events.Add(numbered);
        _case = CaseEvolution.Apply(_case, numbered);
    }
}
