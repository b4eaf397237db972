using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.HttpOverrides;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Local.Mail;
using Recovery.Local.Simulation;
using Recovery.Local.Storage;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Reporting;
using Recovery.Web;
using Recovery.Web.Intake;

namespace Recovery.Local.Hosting;

/// <param name="Demo">Fill an empty database with cases first.</param>
/// <param name="Urls">Addresses to listen on, parted by semicolons; null for what is configured.</param>
/// <param name="Settings">Further arguments for the configuration.</param>
public sealed record ServerArguments(bool Demo, string? Urls, string[] Settings);

/// <summary>Puts the embedded installation together and runs it.</summary>
public static class Server
{
    private const int ShortToken = 16;

    public const string DefaultUrls = "http://localhost:5080";

    /// <returns>The exit code. What is wrong at the start is told on the error stream, and nothing has been touched.</returns>
    public static async Task<int> RunAsync(ServerArguments arguments, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments.Settings });
            var options = RecoveryOptions.Read(builder.Configuration);
            var policy = PolicyFile.Load(options.Policy);
            using var data = DataDirectory.Open(options.DataDirectory);
            using var database = SqliteDatabase.Open(data.Path);
            return await RunAsync(builder, new Parts(options, policy, data, database), arguments, output, cancel);
        }
        catch (Exception known) when (known is UnusableSettingsException or UnusablePolicyException or UnusableDataDirectoryException or UnusableDatabaseException)
        {
            await error.WriteLineAsync(known.Message);
            return ExitCodes.Faults;
        }
        catch (Exception bad) when (bad is UriFormatException or FormatException)
        {
            await error.WriteLineAsync("--urls: must be addresses such as http://localhost:5080, parted by semicolons.");
            return ExitCodes.Faults;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await error.WriteLineAsync($"{taken.Message} Stop the program that uses it, or name another address with --urls.");
            return ExitCodes.Faults;
        }
    }

    private static async Task<int> RunAsync(WebApplicationBuilder builder, Parts parts, ServerArguments arguments, TextWriter output, CancellationToken cancel)
    {
        var urls = arguments.Urls ?? builder.Configuration["urls"] ?? DefaultUrls;
        if (builder.Configuration["http_ports"] is null || arguments.Urls is not null)
            builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // It tells a failed start with a stack trace; RunAsync tells it in a sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // The key files are protected by the directory's mode, as every other secret of the installation.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        var clock = await ClockAsync(parts, cancel);
        Add(builder.Services, parts, clock, urls, await parts.Database.CasesAsync(cancel));

        await using var app = builder.Build();
        if (parts.Options.TrustProxy)
            app.UseForwardedHeaders(Forwarded());
        Site.Map(app);
        if (arguments.Demo)
            await output.WriteLineAsync(await app.Services.GetRequiredService<DemoData>().FillAsync(clock.GetCurrentInstant(), cancel));
        await app.StartAsync(cancel);
        await GreetAsync(app.Services, parts, output);
        await app.WaitForShutdownAsync(cancel);
        return ExitCodes.Done;
    }

    private static void Add(IServiceCollection services, Parts parts, IClock clock, string urls, long cases)
    {
        var (options, policy, data, database) = parts;
        services.AddSingleton(options).AddSingleton(data).AddSingleton(database).AddSingleton(clock).AddSingleton(data.CaseTokens());
        services.AddDataProtection().PersistKeysToFileSystem(data.Keys).SetApplicationName("RecoveryFunctions");

        services.AddSingleton<WakeSignal>().AddSingleton<IWakeSignal>(s => s.GetRequiredService<WakeSignal>());
        services.AddSingleton<SqliteCaseStore>().AddSingleton<ICaseStore>(s => s.GetRequiredService<SqliteCaseStore>());
        services.AddSingleton<IReportStore, SqliteReports>();
        services.AddSingleton<IPolicyLibrary>(new SqlitePolicyLibrary(database, policy, clock.GetCurrentInstant()));
        services.AddSingleton<IAssignmentTurns>(new AssignmentTurns(cases));
        services.AddSingleton<CaseService>().AddSingleton<CaseTurns>().AddSingleton<DemoData>();
        services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<CaseLoop>(s, options.ClockSpeed));

        AddIntake(services, options, data);
        EmbeddedWebhooks.Add(services, options);

        services.AddSingleton(s => new SiteAddress(options, urls, s.GetRequiredService<IServer>()));
        services.AddSingleton(s => new MailComposer(s.GetRequiredService<MailAddresses>(), () => s.GetRequiredService<SiteAddress>().Value, s.GetRequiredService<CaseTokens>()));
        if (options.Smtp.Host is null)
            services.AddSingleton<IMailer>(new OutboxMailer(data.Path, clock));
        else
            services.AddSingleton<IMailer>(new SmtpMailer(options.Smtp));
        services.AddSingleton<IEffectRunner, EmailEffects>();
        Site.Add(services, options, options.StaffToken ?? data.StaffToken());
    }

    private static void AddIntake(IServiceCollection services, RecoveryOptions options, DataDirectory data)
    {
        services.AddSingleton(options.Mail.Addresses()).AddSingleton(data.Hashes()).AddSingleton<IKeptFiles>(new KeptFiles(data.Path));
        services.AddSingleton<ICorrespondence, SqliteCorrespondence>().AddSingleton<IMailAllowance, SqliteMailAllowance>().AddSingleton<IIncidents, SqliteIncidents>();
        services.AddSingleton<IParkedMessages>(s => new SqliteParkedMessages(
            s.GetRequiredService<SqliteDatabase>(), s.GetRequiredService<SqliteCaseStore>(), s.GetRequiredService<IKeptFiles>(), s.GetServices<IParkedIntake>));
        services.AddSingleton<IntakeJobSignal>();
        services.AddSingleton(s => new SqliteIntakeJobs(
            s.GetRequiredService<SqliteDatabase>(), s.GetRequiredService<SqliteCaseStore>(), s.GetRequiredService<IntakeJobSignal>().Wake.Raise));
        services.AddSingleton<IIntakeJobs>(s => s.GetRequiredService<SqliteIntakeJobs>()).AddHostedService<IntakeJobLoop>();
        services.AddSingleton(options.Intake.Access(options.OpenTo)).AddGraphMail(options.Intake.Mailbox());
    }

    private static async Task<IClock> ClockAsync(Parts parts, CancellationToken cancel)
    {
        var speed = parts.Options.ClockSpeed;
        if (speed == 1)
            return new HostClock(TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        var last = (await parts.Database.LastEventAtAsync(cancel))?.ToDateTimeOffset() ?? now;
        return new HostClock(new SpedUpTimeProvider(TimeProvider.System, last > now ? last : now, speed));
    }

    private static async Task GreetAsync(IServiceProvider services, Parts parts, TextWriter output)
    {
        var site = services.GetRequiredService<SiteAddress>().Value;
        var token = parts.Options.StaffToken is null ? parts.Data.StaffTokenFile : "the setting Recovery:StaffToken";
        await parts.Data.RememberAddressAsync(site);
        await output.WriteLineAsync($"Feedback form:   {site}");
        await output.WriteLineAsync($"Staff sign-in:   {SignInLink(site, parts.Database)}  (works once)");
        await output.WriteLineAsync($"Staff API token: {token}");
        await output.WriteLineAsync($"Mail is posted to {site}api/intake/email/PROVIDER, {Keys(parts.Options)}");
        if (parts.Options.StaffToken is { Length: < ShortToken })
            await output.WriteLineAsync($"Recovery:StaffToken is short for something that opens every case; {ShortToken} characters or more are hard to guess.");
    }

    private static string Keys(RecoveryOptions options) => (options.Intake.Key, options.OpenTo) switch
    {
        (null, IntakeOpenness.Nobody) => "once Recovery:Intake:Key is set: a proxy may stand before a site with a public address",
        (null, _) => "by programs on this machine alone (Recovery:Intake:Key is not set)",
        _ => "with the key of the setting Recovery:Intake:Key",
    };

    /// <summary>A fresh link that signs a member of staff in once.</summary>
    public static Uri SignInLink(Uri site, SqliteDatabase database) =>
        new(site, $"console/sign-in?code={new SignInCodes(database).Create(SystemClock.Instance.GetCurrentInstant())}");

    private static ForwardedHeadersOptions Forwarded()
    {
        var headers = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        // Which proxy that is, only the operator knows, who has said that it is there.
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        return headers;
    }

    private sealed record Parts(RecoveryOptions Options, RecoveryPolicy Policy, DataDirectory Data, SqliteDatabase Database);
}

public static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Something given is at fault; each fault was told.</summary>
    public const int Faults = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;
}
