using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using Recovery.Cases;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

public static class WebhookRegistration
{
    /// <summary>
    /// What signs and sends webhooks and sees to subscriptions, the same in both hosts. The host adds Data Protection, whose keys it
    /// keeps, <see cref="ISubscriptions"/>, <see cref="IDeliveries"/>, <see cref="IEventLog"/>, <see cref="IWebhookNudges"/>,
    /// <c>IClock</c>, <c>IPolicyLibrary</c>, and what writes and sends mail.
    /// </summary>
    /// <param name="site">Where the site is reached; asked once it listens.</param>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, WebhookSettings settings, Func<IServiceProvider, Uri> site)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddDataProtection();
        services.TryAddSingleton<IHostNames, DnsHostNames>();
        services.AddSingleton(settings);
        services.AddSingleton(settings.Rules());
        services.AddSingleton<ReceiverCheck>();
        services.AddSingleton<ISecretProtection, SecretProtection>();
        services.AddSingleton<WebhookSigner>();
        // Receivers live in real time, whatever the host's clock does; so does the time that requests take.
        services.AddSingleton<IWebhookSender>(s =>
            new WebhookSender(s.GetRequiredService<ReceiverRules>(), s.GetRequiredService<IHostNames>(), new SenderLimits(), TimeProvider.System));
        services.AddSingleton(s => new WebhookPost(
            s.GetRequiredService<WebhookSigner>(), s.GetRequiredService<IWebhookSender>(), () => site(s), s.GetRequiredService<IClock>(), TimeProvider.System));
        services.AddSingleton(new PumpOptions(settings.PerEndpoint));
        services.AddSingleton<OwnerNotices>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<WebhookPump>(s, TimeProvider.System));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<WebhookDesk>(s, (Func<string>)(() => CaseId.Base32(RandomNumberGenerator.GetBytes(16)))));
        return services;
    }
}
