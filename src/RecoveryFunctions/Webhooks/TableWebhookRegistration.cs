using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Webhooks;

namespace RecoveryFunctions.Webhooks;

public static class TableWebhookRegistration
{
    /// <summary>
    /// The log of events, subscriptions and deliveries in tables, the queue that has them delivered, and the timers. Needs
    /// <c>RecoveryTables</c>, <c>IClock</c>, a <c>QueueServiceClient</c> that encodes as base64, and what sends.
    /// </summary>
    public static IServiceCollection AddWebhookTables(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<LogWriter>()
        .AddSingleton<TableDeliveries>()
        .AddSingleton<IDeliveries>(s => s.GetRequiredService<TableDeliveries>())
        .AddSingleton<TableSubscriptions>()
        .AddSingleton<ISubscriptions>(s => s.GetRequiredService<TableSubscriptions>())
        .AddSingleton<IWebhookCalls, StorageWebhookCalls>()
        .AddSingleton<IWebhookNudges, WebhookNudges>()
        .AddSingleton<SubscriberCalls>()
        .AddSingleton<IEventLog, TableEventLog>()
        .AddSingleton<RisingRootCauses>()
        .AddSingleton<SubscriptionLeases>()
        .AddSingleton<UncalledWebhooks>()
        .AddSingleton(s => new SubscriptionRounds(
            s.GetRequiredService<SubscriptionLeases>(), s.GetRequiredService<WebhookPump>().RunAsync, s.GetRequiredService<IWebhookCalls>(), s.GetRequiredService<IClock>(),
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<SubscriptionRounds>>()))
        .AddSingleton<IWebhookRounds, WebhookRounds>();
}
