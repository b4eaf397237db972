using System.Net.Mail;
using Azure.Communication.Email;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Contracts;
using Recovery.Messages;
using Recovery.Policy;
using RecoveryFunctions.Mail;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Mail;

/// <summary>One case with the real service, turns, composer, mailer and ledger; the case itself is kept in memory, and time is virtual.</summary>
internal sealed class MailWorld : IPolicyLibrary, IAssignmentTurns, IAsyncDisposable
{
    public static readonly CaseId Case = CaseId.From("mail", "1");

    public const string Customer = "carla@customer.example";

    private MailWorld(RecoveryTables tables, FakeCommunicationServices acs)
    {
        Tables = tables;
        Acs = acs;
        Ledger = new MailLedger(tables, Time);
        Mailer = new CommunicationMailer(new EmailClient(acs.ConnectionString, CommunicationMailer.Options()), Ledger, Time, new Logged<CommunicationMailer>(Log));
        Service = new CaseService(Store, this, this, Time);
        Turns = new CaseTurns(Store, this, new EmailEffects(Composer(), Mailer, this, new MemoryMailAllowance(), Time), Time);
        Reports = new MailReports(Ledger, Service, new Logged<MailReports>(Log));
    }

    public VirtualTime Time { get; } = new(Instant.FromUtc(2026, 11, 23, 9, 0));

    public MemoryCase Store { get; } = new();

    public List<string> Log { get; } = [];

    public RecoveryTables Tables { get; }

    public FakeCommunicationServices Acs { get; }

    public MailLedger Ledger { get; }

    public CommunicationMailer Mailer { get; }

    public CaseService Service { get; }

    public CaseTurns Turns { get; }

    public MailReports Reports { get; }

    public RecoveryPolicy Current { get; } = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;

    public Case Now => Store.Case!;

    public DeliveredMail Acknowledgement => Acs.Delivered.First(m => m.To.Contains(Customer));

    /// <param name="configure">For the tables' client.</param>
    public static async Task<MailWorld> OpenedAsync(AzuriteServer azurite, Action<TableClientOptions>? configure = null)
    {
        var world = new MailWorld(await azurite.NewTablesAsync(configure), await FakeCommunicationServices.StartAsync());
        var complaint = new Complaint { Channel = Channel.Form, Description = "My parcel has not come.", Name = "Carla Customer", Email = Customer };
        Assert.IsType<Done>(await world.Service.OpenAsync(Case, new CommandId("open"), complaint, default));
        return world;
    }

    public static MailComposer Composer(MailAddress? replies = null) => new(
        new MailAddresses(new MailAddress("care@shop.example", "Fernhill Care"), replies), () => new Uri("https://care.shop.example/"), new CaseTokens([new byte[32]]));

    public Task<Turn> TurnAsync() => Turns.TurnAsync(Case, default);

    public Task<Turn> TurnAsync(Duration later)
    {
        Time.Now += later;
        return TurnAsync();
    }

    public PendingEffect Pending<T>()
        where T : CaseEffect => Store.Pending.First(p => p.Effect is T);

    public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) => new(Current);

    public ValueTask<long> NextAsync(CancellationToken cancel) => new(0L);

    public ValueTask DisposeAsync() => Acs.DisposeAsync();

    private sealed class Logged<T>(List<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{logLevel} {eventId.Name}: {formatter(state, exception)}{exception}");
    }
}

/// <summary>One case, guarded by its version.</summary>
internal sealed class MemoryCase : ICaseStore
{
    private readonly List<CaseEvent> _events = [];
    private List<PendingEffect> _pending = [];

    public Case? Case { get; private set; }

    public IReadOnlyList<CaseEvent> Events => _events;

    public IReadOnlyList<PendingEffect> Pending => _pending;

    /// <summary>Throws for a process that ends there.</summary>
    public Action BeforeSave { get; set; } = () => { };

    public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel) => Task.FromResult(Case);

    public Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel) =>
        Task.FromResult(Case is not null && Case.Id == id ? new CaseWork(Case, [.. _pending]) : null);

    public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel) => Task.FromResult<IReadOnlyList<CaseEvent>>([.. _events]);

    public Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
    {
        BeforeSave();
        if ((Case?.Version ?? 0) != change.ExpectedVersion)
            return Task.FromResult(false);
        Case = change.Case;
        _events.AddRange(change.Events);
        _pending = [.. _pending.Where(p => !change.Done.Contains(p.Effect.Id)).Select(p => change.Retries.FirstOrDefault(r => r.Effect.Id == p.Effect.Id) ?? p)];
        _pending.AddRange(change.Effects.Where(e => e is CustomerEmail or StaffAlert).Select(e => new PendingEffect(e, 0, NodaConstants.UnixEpoch)));
        return Task.FromResult(true);
    }

    public Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel) => throw new NotSupportedException();

    public Task<Instant?> NextWakeAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel) => throw new NotSupportedException();
}
