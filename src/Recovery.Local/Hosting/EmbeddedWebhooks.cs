using System.Security.Cryptography;
using NodaTime;
using Recovery.Cases;
using Recovery.Local.Storage;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;

namespace Recovery.Local.Hosting;

/// <summary>Webhooks as the embedded host keeps and sends them.</summary>
internal static class EmbeddedWebhooks
{
    public static void Add(IServiceCollection services, RecoveryOptions options)
    {
        services.AddSingleton<WebhookSignal>()
            .AddSingleton<IWebhookSignal>(s => s.GetRequiredService<WebhookSignal>()).AddSingleton<IWebhookNudges>(s => s.GetRequiredService<WebhookSignal>());
        services.AddSingleton<IEventLog, SqliteEventLog>().AddSingleton<IDeliveries, SqliteDeliveries>();
        services.AddSingleton<SqliteSubscriptions>().AddSingleton<ISubscriptions>(s => s.GetRequiredService<SqliteSubscriptions>());
        services.AddWebhooks(options.Webhooks);
        services.AddSingleton<OwnerNotices>().AddSingleton<RisingRootCauses>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<WebhookDesk>(s, (Func<string>)(() => CaseId.Base32(RandomNumberGenerator.GetBytes(16)))));
        services.AddSingleton(s => new WebhookPost(
            s.GetRequiredService<WebhookSigner>(), s.GetRequiredService<IWebhookSender>(), () => s.GetRequiredService<SiteAddress>().Value, s.GetRequiredService<IClock>(),
            TimeProvider.System));
        services.AddSingleton(new PumpOptions(options.Webhooks.PerEndpoint));
        // Requests take real time, whatever the clock of cases does.
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<WebhookPump>(s, TimeProvider.System));
        services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<WebhookLoop>(s, options.ClockSpeed));
        services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<WebhookUpkeep>(s, options.ClockSpeed));
    }
}
