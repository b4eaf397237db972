using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Cases;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;
using RecoveryFunctions.Hosting;
using RecoveryFunctions.Mail;

namespace RecoveryFunctions.Webhooks;

public static class TableWebhookRegistration
{
    /// <summary>
    /// The log of events, subscriptions and deliveries in tables, the queue that has them delivered, and the timers. Needs
    /// <c>RecoveryTables</c>, <c>IClock</c>, a <c>QueueServiceClient</c> that encodes as base64, and what sends.
    /// </summary>
    public static IServiceCollection AddWebhookTables(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
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

    /// <summary>What sends them. Needs Data Protection, mail, and what <see cref="AddWebhookTables"/> adds.</summary>
    public static IServiceCollection AddWebhookSending(this IServiceCollection services, FunctionsSettings settings)
    {
        var site = MailRegistration.Site(settings);
        services.AddWebhooks(settings.Webhooks);
        return services
            .AddSingleton<OwnerNotices>()
            .AddSingleton(s => new WebhookPost(
                s.GetRequiredService<WebhookSigner>(), s.GetRequiredService<IWebhookSender>(), () => site, s.GetRequiredService<IClock>(), s.GetRequiredService<TimeProvider>()))
            .AddSingleton(new PumpOptions(settings.Webhooks.PerEndpoint))
            .AddSingleton<WebhookPump>()
            .AddSingleton(s => ActivatorUtilities.CreateInstance<WebhookDesk>(s, (Func<string>)(() => CaseId.Base32(RandomNumberGenerator.GetBytes(16)))));
    }
}
