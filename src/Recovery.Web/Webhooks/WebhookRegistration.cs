using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

public static class WebhookRegistration
{
    /// <summary>What signs and sends webhooks, the same in both hosts. Needs Data Protection, whose keys the host keeps.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, WebhookSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddDataProtection();
        services.TryAddSingleton<IHostNames, DnsHostNames>();
        services.AddSingleton(settings);
        services.AddSingleton(settings.Rules());
        services.AddSingleton<ReceiverCheck>();
        services.AddSingleton<ISecretProtection, SecretProtection>();
        services.AddSingleton<WebhookSigner>();
        // Receivers live in real time, whatever the host's clock does.
        services.AddSingleton<IWebhookSender>(s =>
            new WebhookSender(s.GetRequiredService<ReceiverRules>(), s.GetRequiredService<IHostNames>(), new SenderLimits(), TimeProvider.System));
        return services;
    }
}
