using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using Recovery.Cases;
using Recovery.Clocks;
using Recovery.Complaints;
using Recovery.Policy;
using Recovery.Remedies;
using Recovery.Webhooks;

namespace Recovery.Tests.Cases;

/// <summary>One case in virtual time: the real decider, woken whenever its clock says, as a driver would.</summary>
internal sealed class Life
{
    public static readonly RecoveryPolicy Policy = Load();

    /// <summary>Monday, ten in the morning in Berlin.</summary>
    public static readonly Instant Monday = At("2026-11-23 10:00");

    private readonly List<CaseEvent> _events = [];
    private readonly List<PublishedEvent> _published = [];
    private int _keys;

    private Life(Instant start) => Now = start;

    public Instant Now { get; private set; }

    public Case Case { get; private set; } = null!;

    public IReadOnlyList<CaseEvent> Events => _events;

    /// <summary>What downstream apps heard, decision by decision.</summary>
    public IReadOnlyList<PublishedEvent> Published => _published;

    public BusinessCalendar Calendar => Policy.CalendarFor(Case.Severity);

    public static Complaint Complaint(string text = "My parcel has not come.") => new()
    {
        Channel = Channel.Form,
        Description = text,
        Name = "Carla Customer",
        Email = "carla@customer.example",
    };

    public static Life Of(Complaint? complaint = null, Instant? at = null, long turn = 0, ImmutableArray<Suspect>? suspects = null)
    {
        var life = new Life(at ?? Monday);
        var id = CaseId.From("test", "1");
        var open = new OpenCase(new CommandId("open"), id, complaint ?? Complaint(), turn) { Suspects = suspects ?? [] };
        life.Happens(Assert.IsType<Accepted>(CaseDecider.Decide(open, null, Policy, life.Now)));
        return life;
    }

    public static Instant At(string berlin) =>
        LocalDateTime.FromDateTime(DateTime.Parse(berlin, CultureInfo.InvariantCulture)).InZoneStrictly(Policy.Zone).ToInstant();

    public Life MailGoesOut()
    {
        foreach (var message in Case.InFlight)
            Do(new MessageDelivered(new CommandId(""), message.Number));
        return this;
    }

    public Life Until(string berlin) => Until(At(berlin));

    /// <summary>Time passes; a driver wakes the case at each due time, and mail is sent at once.</summary>
    public Life Until(Instant until, bool mail = true)
    {
        while (true)
        {
            if (mail)
                MailGoesOut();
            if (CaseClock.NextDue(Case, Policy) is not { } due || due.At > until)
                break;
            Now = Instant.Max(Now, due.At);
            Do(new DeadlineReached(new CommandId("")));
        }

        Now = until;
        return this;
    }

    public Life Passes(string length) => Until(Calendar.Add(Now, PolicyDuration.Parse(length)));

    public Life Do(Func<CommandId, CaseCommand> command) => Do(command(Key()));

    public Life Do(CaseCommand command)
    {
        Happens(Assert.IsType<Accepted>(Decide(command)));
        return this;
    }

    public Decision Decide(CaseCommand command) => CaseDecider.Decide(command, Case, Policy, Now);

    public Refused Refuses(Func<CommandId, CaseCommand> command) => Assert.IsType<Refused>(Decide(command(Key())));

    public Life Resolved() => Do(k => new Resolve(k, Anna, ResolutionOutcome.Upheld, "We lost it.", "carrier-lost"));

    public static Actor Anna => Actor.Staff("anna");

    public static Actor Lena => Actor.Staff("lena");

    public static RemedyOffer Voucher(decimal amount) => new("voucher", amount, "EUR", "A voucher.");

    public IEnumerable<T> All<T>() => _events.OfType<T>();

    public T The<T>() => Assert.Single(All<T>());

    public IEnumerable<MessageKind> Told => All<MessageWritten>().Select(m => m.Kind);

    public CommandId Key() => new($"key-{++_keys}", "f");

    public void Jumps(Duration by) => Now += by;

    private void Happens(Accepted accepted)
    {
        if (accepted.Events.IsEmpty)
            return;
        var before = _events.Count == 0 ? null : new CaseWork(Case, []);
        _published.AddRange(Changing.By(accepted.Events, before, Policy).Effects.OfType<PublishEvent>().Select(e => e.Event));
        foreach (var happened in accepted.Events)
        {
            _events.Add(happened);
            Case = CaseDecider.Evolve(_events.Count == 1 ? null : Case, happened);
        }
    }

    private static RecoveryPolicy Load()
    {
        var (policy, faults) = PolicyLoader.Load(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "policy.json")));
        return policy ?? throw new InvalidOperationException(string.Join('\n', faults));
    }
}
