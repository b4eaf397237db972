using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Policy;
using RecoveryFunctions.Cases;
using RecoveryFunctions.Queues;

namespace RecoveryFunctions.Tests.Durable;

/// <summary>Cases with the real rules, the real orchestrator and the real starter, on a runtime in virtual time.</summary>
internal sealed class DrivenCases : IPolicyLibrary, IAssignmentTurns, IEffectRunner, ICaseRounds, IUnwokenCases, ICaseNudges
{
    public static readonly Actor Maya = Actor.Staff("maya-okafor");

    private static readonly RecoveryPolicy s_policy = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;

    private readonly CaseService _service;
    private readonly CaseTurns _turns;
    private readonly CaseTimers _timers;
    private int _keys;

    public DrivenCases()
    {
        Clock = new VirtualClock(At("2026-11-23 10:00"));
        Hub = new DurableHub(CaseOrchestrator.RunAsync, ActAsync, Clock);
        Client = new HubClient(Hub, Clock);
        Starter = new CaseStarter(Starts);
        _service = new CaseService(Store, this, this, Clock);
        _turns = new CaseTurns(Store, this, this, Clock);
        var finished = new FinishedInstances(Clock, NullLogger<FinishedInstances>.Instance);
        _timers = new CaseTimers(this, this, finished, Clock, Sweeps);
    }

    public MemoryCases Store { get; } = new();

    public VirtualClock Clock { get; }

    public DurableHub Hub { get; }

    public HubClient Client { get; }

    public CaseStarter Starter { get; }

    public Entries<CaseStarter> Starts { get; } = new();

    public Entries<CaseTimers> Sweeps { get; } = new();

    public Entries<CaseActivities> Activities { get; } = new();

    public CaseId Id { get; } = CaseId.From("test", "1");

    public List<CaseEffect> Ran { get; } = [];

    /// <summary>While an effect runs.</summary>
    public Func<CaseEffect, Task>? DuringEffect { get; set; }

    /// <summary>The nudge that a save sends gets lost on its way.</summary>
    public bool LosesNudges { get; set; }

    public Case Case => Store[Id];

    public IReadOnlyList<CaseEvent> Events => Store.Events(Id);

    public Instance Instance => Hub.Instances[Id.Value];

    public RecoveryPolicy Current => s_policy;

    /// <summary>London time.</summary>
    public static Instant At(string local) =>
        LocalDateTime.FromDateTime(DateTime.Parse(local, CultureInfo.InvariantCulture)).InZoneStrictly(s_policy.Zone).ToInstant();

    public async Task<DrivenCases> OpenAsync(string text = "The parcel is late.")
    {
        var complaint = new Complaint { Channel = Channel.Form, Description = text, Name = "Carla", Email = "carla@customer.example" };
        Assert.IsType<Done>(await _service.OpenAsync(Id, new CommandId("open"), complaint, default));
        await AnnounceAsync();
        return this;
    }

    public async Task<DrivenCases> DoAsync(Func<CommandId, CaseCommand> command)
    {
        await DecideAsync(command);
        await Hub.SettleAsync();
        return this;
    }

    /// <summary>The command and its nudge, which nobody has taken up yet.</summary>
    public async Task DecideAsync(Func<CommandId, CaseCommand> command)
    {
        Assert.IsType<Done>(await _service.ExecuteAsync(Id, command(new CommandId($"key-{++_keys}", "f")), null, default));
        await AnnounceAsync();
    }

    public Task<DrivenCases> UntilAsync(string local) => UntilAsync(At(local));

    public async Task<DrivenCases> UntilAsync(Instant until)
    {
        await Hub.UntilAsync(until);
        return this;
    }

    public Task NudgeAsync() => Starter.NudgeAsync(Client, Id, default);

    public Task SweepAsync() => _timers.Sweep(new(), default);

    public Task PurgeAsync() => _timers.Purge(new(), Client, default);

    public Task<DrivenCases> MessageAsync(string text = "We are at it.") => DoAsync(k => new SendMessage(k, Maya, text));

    public Task<DrivenCases> ResolveAsync() =>
        DoAsync(k => new Resolve(k, Maya, ResolutionOutcome.Upheld, "The carrier lost it.", "lost-by-carrier"));

    public IEnumerable<MessageKind> Told => Events.OfType<MessageWritten>().Select(m => m.Kind);

    ValueTask<RecoveryPolicy> IPolicyLibrary.FindAsync(string policyId, CancellationToken cancel) => new(s_policy);

    ValueTask<long> IAssignmentTurns.NextAsync(CancellationToken cancel) => new(0L);

    async Task IEffectRunner.RunAsync(CaseEffect effect, CancellationToken cancel)
    {
        Ran.Add(effect);
        await (DuringEffect?.Invoke(effect) ?? Task.CompletedTask);
    }

    Task<Turn> ICaseRounds.RunAsync(CaseId id, CancellationToken cancel) => _turns.TurnAsync(id, cancel);

    Task<IReadOnlyList<UnwokenCase>> IUnwokenCases.FindAsync(Instant before, int limit, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<UnwokenCase>>([.. Store.Ids.Where(i => Store.WakeAt(i) < before).Select(i => new UnwokenCase(i, Store.WakeAt(i)!.Value)).Take(limit)]);

    Task<bool> IUnwokenCases.RepairAsync(CaseId id, CancellationToken cancel) => Task.FromResult(Store.Ids.Contains(id));

    Task ICaseNudges.NudgeAsync(CaseId id, CancellationToken cancel) => Starter.NudgeAsync(Client, id, cancel);

    private Task AnnounceAsync() => LosesNudges ? Task.CompletedTask : NudgeAsync();

    private Task<string?> ActAsync(string name, string? input)
    {
        Assert.Equal(nameof(CaseActivities.Turn), name);
        return new CaseActivities(this, Activities).Turn(input!, default);
    }
}
