using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Cases;
using Recovery.Policy;
using Recovery.Webhooks;
using RecoveryFunctions.Cases;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Reports;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Storage;

/// <summary>The Functions app as far as it is about storage, put together as the host puts it together; the world outside is recorded.</summary>
/// <param name="clock">Of the event log, where it is another than the world's.</param>
internal sealed class TableApp(RecoveryTables tables, World world, IClock? clock = null)
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging()
        .AddSingleton(tables)
        .AddSingleton<IClock>(world)
        .AddSingleton<IPolicyLibrary>(world)
        .AddSingleton<IAssignmentTurns>(world)
        .AddSingleton<IEffectRunner>(world)
        .AddSingleton<ICaseFigures>(world)
        .AddSingleton<ICaseNudges>(world)
        .AddTableStorage()
        .AddSingleton(new LogWriter(tables, clock ?? world))
        .AddSingleton<IEventLog, TableEventLog>()
        .AddSingleton<CaseService>()
        .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    public RecoveryTables Tables { get; } = tables;

    public ICaseStore Store => _services.GetRequiredService<ICaseStore>();

    public CaseService Service => _services.GetRequiredService<CaseService>();

    public ICaseRounds Rounds => _services.GetRequiredService<ICaseRounds>();

    public IUnwokenCases Unwoken => _services.GetRequiredService<IUnwokenCases>();

    public IndexQueue Queue => _services.GetRequiredService<IndexQueue>();

    public CaseIndex Index => _services.GetRequiredService<CaseIndex>();

    public TableCaseStore Cases => _services.GetRequiredService<TableCaseStore>();

    public AppliedEffects Applied => _services.GetRequiredService<AppliedEffects>();

    public IEventLog Log => _services.GetRequiredService<IEventLog>();
}

/// <summary>What lies outside storage. It outlives the app, as the world does.</summary>
internal sealed class World : IClock, IPolicyLibrary, IAssignmentTurns, IEffectRunner, ICaseFigures, ICaseNudges
{
    private readonly Lock _lock = new();
    private long _turns;

    public static RecoveryPolicy Policy { get; } = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;

    /// <summary>Monday, ten in the morning in Berlin.</summary>
    public Instant Now { get; set; } = Instant.FromUtc(2026, 11, 23, 9, 0);

    /// <summary>Effects that were run, in order, each time.</summary>
    public List<CaseEffect> Ran { get; } = [];

    /// <summary>By effect id, as the real ones are told apart.</summary>
    public Dictionary<string, CaseEffect> Counted { get; } = new(StringComparer.Ordinal);

    /// <summary>Every time that figures were given to be counted.</summary>
    public List<string> CountedInOrder { get; } = [];

    public int Countings { get; private set; }

    public List<CaseId> Nudged { get; } = [];

    public Func<CaseEffect, Exception?> Fails { get; set; } = _ => null;

    public bool FiguresFail { get; set; }

    public bool NudgesFail { get; set; }

    /// <summary>Called round each nudge and each counting, as each call to the outside may be cut.</summary>
    public Line Line { get; set; } = new();

    public RecoveryPolicy Current => Policy;

    public Instant GetCurrentInstant() => Now;

    public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) =>
        policyId == Policy.Id ? ValueTask.FromResult(Policy) : throw new KeyNotFoundException();

    public ValueTask<long> NextAsync(CancellationToken cancel) => ValueTask.FromResult(_turns++);

    public Task RunAsync(CaseEffect effect, CancellationToken cancel)
    {
        lock (_lock)
            Ran.Add(effect);
        return Fails(effect) is { } failure ? throw failure : Task.CompletedTask;
    }

    public Task ApplyAsync(IReadOnlyList<CaseEffect> effects, CancellationToken cancel) => Line.CallAsync(() =>
    {
        if (FiguresFail)
            throw new IOException("No room in the table.");
        lock (_lock)
        {
            Countings++;
            foreach (var effect in effects)
            {
                Counted[effect.Id] = effect;
                CountedInOrder.Add(effect.Id);
            }
        }

        return Task.CompletedTask;
    });

    public Task NudgeAsync(CaseId id, CancellationToken cancel) => Line.CallAsync(() =>
    {
        if (NudgesFail)
            throw new IOException("No queue.");
        lock (_lock)
            Nudged.Add(id);
        return Task.CompletedTask;
    });
}
