using System.Net.Mail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Reporting;
using Recovery.Web;
using Recovery.Web.Console;
using Recovery.Web.Identity;
using Recovery.Web.Intake;
using Recovery.Web.Operations;

namespace Recovery.Local.Tests.Web;

/// <summary>The site on a real Kestrel, with the real decider over cases in memory and a clock that stands.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string Token = "a-staff-token-for-tests";

    private readonly WebApplication _app;

    private Site(WebApplication app, MemoryCases cases, StandingClock clock, LogLines log)
    {
        _app = app;
        Cases = cases;
        Clock = clock;
        Log = log;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public MemoryCases Cases { get; }

    public StandingClock Clock { get; }

    /// <summary>What the site has logged.</summary>
    public LogLines Log { get; }

    public CaseTokens Tokens => _app.Services.GetRequiredService<CaseTokens>();

    public CaseService Service => _app.Services.GetRequiredService<CaseService>();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public MemoryKeptFiles Files => _app.Services.GetRequiredService<MemoryKeptFiles>();

    /// <summary>What is parked, on a site that parks.</summary>
    public IParkedMessages Parked => _app.Services.GetRequiredService<IParkedMessages>();

    public RecoveryPolicy Policy => _app.Services.GetRequiredService<IPolicyLibrary>().Current;

    public static async Task<Site> StartAsync(SiteOptions? options = null, int port = 0, Action<IServiceCollection>? with = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var cases = new MemoryCases();
        var clock = new StandingClock(Instant.FromUtc(2026, 11, 24, 10, 0));
        var log = new LogLines();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddRecoverySite(options ?? new SiteOptions());
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddTokenStaffIdentity(new StaffToken(Token));
        builder.Services.AddSingleton<ISignInCodes>(new OneCode("good-code"));
        builder.Services.AddSingleton<IOutbox>(new OneMail());
        builder.Services.AddSingleton<IReadiness>(new Readiness("store", Good: true));
        builder.Services.AddSingleton<ICaseStore>(cases);
        builder.Services.AddSingleton<IReportStore>(cases);
        builder.Services.AddSingleton<IAssignmentTurns>(cases);
        builder.Services.AddSingleton<IClock>(clock);
        builder.Services.AddSingleton<IPolicyLibrary>(new OnePolicy(PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!));
        builder.Services.AddSingleton(new CaseTokens([new byte[32]]));
        builder.Services.AddSingleton<CaseService>();
        builder.Services.AddSingleton<MemoryKeptFiles>().AddSingleton<IKeptFiles>(s => s.GetRequiredService<MemoryKeptFiles>());
        builder.Services.AddSingleton<ICorrespondence, MemoryCorrespondence>();
        builder.Services.AddSingleton<IIntakeJobs, MemoryIntakeJobs>().AddSingleton<IIncidents, MemoryIncidents>();
        builder.Services.AddSingleton(new MailAddresses(new MailAddress("care@fernhill.example"), new MailAddress("help@fernhill.example")));
        builder.Services.AddSingleton(new IntakeAccess { OpenTo = IntakeOpenness.ThisMachine });
        with?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapRecoverySite();
        await app.StartAsync();
        return new Site(app, cases, clock, log);
    }

    /// <summary>A browser of a customer: keeps cookies, follows nothing by itself.</summary>
    public HttpClient Customer() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A program of staff.</summary>
    public HttpClient Staff(string? name = null)
    {
        var client = Customer();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        if (name is not null)
            client.DefaultRequestHeaders.Add(TokenStaffIdentity.StaffHeader, name);
        return client;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class OnePolicy(RecoveryPolicy policy) : IPolicyLibrary
    {
        public RecoveryPolicy Current => policy;

        public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) => ValueTask.FromResult(policy);
    }

    private sealed class OneCode(string code) : ISignInCodes
    {
        private bool _used;

        public ValueTask<bool> IsValidAsync(string given) => ValueTask.FromResult(!_used && given == code);

        public ValueTask<bool> RedeemAsync(string given)
        {
            var good = !_used && given == code;
            _used |= good;
            return ValueTask.FromResult(good);
        }
    }

    private sealed class OneMail : IOutbox
    {
        private static readonly OutboxEntry s_entry = new("0001.eml", "ana@example.org", "We have your complaint", new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero));

        public Task<IReadOnlyList<OutboxEntry>> ListAsync(int skip, int take, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<OutboxEntry>>(skip == 0 ? [s_entry] : []);

        public Task<OutboxMessage?> ReadAsync(string name, CancellationToken cancel) => Task.FromResult(name == s_entry.Name
            ? new OutboxMessage(s_entry, [KeyValuePair.Create("To", s_entry.To), KeyValuePair.Create("Auto-Submitted", "auto-replied")], "Dear Ana,\n\nwe have it.", "<!doctype html><title>Mail</title><p>Dear Ana,</p><p>we have it.</p>")
            : null);
    }

    public sealed record Readiness(string Name, bool Good) : IReadiness
    {
        public Task<bool> CheckAsync(CancellationToken cancel) => Good ? Task.FromResult(true) : throw new InvalidOperationException("the dependency says something private");
    }
}

internal sealed class StandingClock(Instant now) : IClock
{
    public Instant Now { get; set; } = now;

    public Instant GetCurrentInstant() => Now;
}

internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = [];

    public string All => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            _lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
