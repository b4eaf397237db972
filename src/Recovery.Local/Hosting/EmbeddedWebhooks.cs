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
        services.AddWebhooks(options.Webhooks, s => s.GetRequiredService<SiteAddress>().Value);
        services.AddSingleton<RisingRootCauses>();
        services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<WebhookLoop>(s, options.ClockSpeed));
        services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<WebhookUpkeep>(s, options.ClockSpeed));
    }
}
