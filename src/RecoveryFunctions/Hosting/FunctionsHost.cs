using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Cases;
using Recovery.Web;
using Recovery.Web.Operations;
using RecoveryFunctions.Cases;
using RecoveryFunctions.Identity;
using RecoveryFunctions.Intake;
using RecoveryFunctions.Keys;
using RecoveryFunctions.Mail;
using RecoveryFunctions.Operations;
using RecoveryFunctions.Parking;
using RecoveryFunctions.Policies;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Reports;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Hosting;

/// <summary>Puts the Functions app together.</summary>
public static class FunctionsHost
{
    /// <exception cref="UnusableSettingsException">Names each setting at fault.</exception>
    public static IHost Build(string[] args) => Prepare(args).Build();

    internal static FunctionsApplicationBuilder Prepare(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        var settings = FunctionsSettings.Read(builder.Configuration);
        var storage = StorageAccess.Read(builder.Configuration);

        builder.ConfigureFunctionsWebApplication();
        // The Functions host hands requests on in plain HTTP. Customers reach an app on Azure by HTTPS alone, and cookies must be
        // marked for it.
        if (Surroundings.IsAzure(builder.Configuration))
            builder.UseMiddleware(SecureAsync);
        Log(builder.Logging);
        Observe(builder, storage);

        var services = builder.Services;
        services.AddSingleton(settings).AddSingleton<IClock>(SystemClock.Instance);
        services.AddSingleton(storage.Credential).AddSingleton(storage.Tables).AddSingleton(storage.Queues).AddSingleton(new PoisonQueues(storage.RawQueues));
        services.AddSingleton(new RecoveryTables(storage.Tables)).AddSingleton<ICaseNudges, StorageCaseNudges>();
        services.AddSingleton<IReadiness, TablesAnswer>().AddSingleton<IReadiness, QueuesAnswer>();
        if (storage.ByKey)
            services.AddSingleton<StorageSetup>().AddHostedService(s => s.GetRequiredService<StorageSetup>());

        services.AddSingleton<CaseService>().AddSingleton<CaseStarter>().AddSingleton<FinishedInstances>().AddSingleton<ParkingPlace>().AddSingleton<FigureLog>();
        services.AddRecoverySite(SiteOf(settings, builder.Configuration));
        Parts(services, settings, builder.Configuration);
        return builder;
    }

    /// <summary>
    /// The parts that have a folder of their own: the case store and its rounds (<c>Storage/</c>), reports, shared keys, parked
    /// messages, the policies and the turns of teams, mail, what the channels keep, webhooks, and the identity of staff. This is the one place that names them.
    /// </summary>
    private static void Parts(IServiceCollection services, FunctionsSettings settings, IConfiguration configuration) => services
        .AddTableStorage()
        .AddReports()
        .AddSharedKeys()
        .AddParking()
        .AddPolicies(settings.Policy)
        .AddPolicyKeeping()
        .AddMail(settings)
        .AddIntake(settings, configuration)
        .AddWebhookTables()
        .AddWebhookSending(settings)
        .AddStaffIdentity(settings, configuration);

    private static SiteOptions SiteOf(FunctionsSettings settings, ConfigurationManager configuration) =>
        settings.Limits.Of(new SiteOptions { PublicUrl = settings.PublicUrl, TrustedProxies = settings.TrustedProxies }).WithStaffSignIn(configuration);

    internal static Task SecureAsync(FunctionContext context, Func<Task> next)
    {
        if (context.GetHttpContext() is { } http)
            http.Request.Scheme = "https";
        return next();
    }

    private static void Log(ILoggingBuilder logging)
    {
        // Paths hold the tokens of status pages: nothing that tells of single requests.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("Azure", LogLevel.Warning);
        // The keys lie in a table of our own account, which is encrypted and reached by identity.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }

    /// <summary>By identity, and only where there is somewhere to send it: the exporter fails at the start without.</summary>
    private static void Observe(FunctionsApplicationBuilder builder, StorageAccess storage)
    {
        if (builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is not { Length: > 0 } destination)
            return;
        builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults().UseAzureMonitorExporter(exporter =>
        {
            exporter.ConnectionString = destination;
            exporter.Credential = storage.Credential;
            // Alerts look for log entries; they must not be left out with the traces that sampling leaves out.
            exporter.EnableTraceBasedLogsSampler = false;
        });
    }
}
