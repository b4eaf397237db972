using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Policy;

namespace Recovery.Local.Simulation;

/// <summary>One case lived in virtual time and in memory, by the rules that every case lives by.</summary>
public sealed class SimulatedLife(RecoveryPolicy policy, Instant opened)
{
    private const int MostEvents = 250;

    private readonly List<CaseEvent> _events = [];
    private Case? _case;
    private int _commands;

    /// <summary>Mail to the customer leaves the house as soon as it is written.</summary>
    public bool DeliversMail { get; init; } = true;

    public Instant Now { get; private set; } = opened;

    public Case Case => _case ?? throw new InvalidOperationException("Open the case first.");

    public IReadOnlyList<CaseEvent> Events => _events;

    public CommandId NextId() => new($"simulated-{++_commands}");

    public void Open(Complaint complaint) =>
        Do(new OpenCase(NextId(), CaseId.From("simulation", "1"), complaint, Turn: 0));

    /// <summary>Lives on until the case is closed, or for <see cref="MostEvents"/> events.</summary>
    public void Live(Complaint complaint, Persona persona)
    {
        Open(complaint);
        var behaviour = new Behaviour(persona, policy);
        while (Case.IsOpen && _events.Count < MostEvents)
        {
            var act = behaviour.Next(Case, Now);
            var due = CaseClock.NextDue(Case, policy);
            if (act is null && due is null)
                break;
            if (act is not null && (due is null || act.At < due.At))
            {
                Now = Instant.Max(Now, act.At);
                Do(act.Command(NextId()));
                behaviour.Did();
                continue;
            }

            Now = Instant.Max(Now, due!.At);
            if (Do(new DeadlineReached(NextId())) == 0)
                throw new InvalidOperationException($"The case was due at {due.At} ({due.Kind}), and nothing happened.");
        }
    }

    /// <returns>How many events came of it.</returns>
    public int Do(CaseCommand command)
    {
        if (CaseDecider.Decide(command, _case, policy, Now) is not Accepted accepted)
            return 0;
        foreach (var happened in accepted.Events)
        {
            _case = CaseDecider.Evolve(_case, happened);
            _events.Add(happened);
        }

        if (!DeliversMail)
            return accepted.Events.Length;
        foreach (var mail in accepted.Events.SelectMany(e => CaseEffects.For(e, Case, policy)).OfType<CustomerEmail>())
            Do(new MessageDelivered(NextId(), mail.Message));
        return accepted.Events.Length;
    }
}
