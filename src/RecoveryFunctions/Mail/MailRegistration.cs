using Azure.Communication.Email;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Recovery.Cases;
using Recovery.Messages;
using Recovery.Web.Console;
using Recovery.Web.Operations;
using RecoveryFunctions.Hosting;

namespace RecoveryFunctions.Mail;

/// <summary>Puts mail together: by Communication Services, or kept in a table where none is named.</summary>
public static class MailRegistration
{
    /// <param name="settings">Without <see cref="MailSettings.Faults"/>.</param>
    public static IServiceCollection AddMail(this IServiceCollection services, FunctionsSettings settings)
    {
        var mail = settings.Mail;
        services.TryAddSingleton(TimeProvider.System);
        var site = Site(settings);
        services.AddSingleton(mail.Addresses());
        services.AddSingleton(s => new MailComposer(s.GetRequiredService<MailAddresses>(), () => site, s.GetRequiredService<CaseTokens>()));
        services.AddSingleton<MailLedger>();
        services.AddSingleton<IEffectRunner, EmailEffects>();
        services.AddSingleton<IMailReports, MailReports>();
        if (mail.ServiceEndpoint() is not { } endpoint)
            return services.AddSingleton<TableOutbox>().AddSingleton<IMailer>(Outbox).AddSingleton<IOutbox>(Outbox);

        services.AddSingleton(s => Client(mail, endpoint, s));
        services.AddSingleton<IMailer, CommunicationMailer>();
        return services.AddSingleton<IReadiness>(new MailEndpointAnswers(endpoint));
    }

    private static TableOutbox Outbox(IServiceProvider services) => services.GetRequiredService<TableOutbox>();

    private static EmailClient Client(MailSettings mail, Uri endpoint, IServiceProvider services) =>
        mail.ConnectionString is { } connection
            ? new EmailClient(connection, CommunicationMailer.Options())
            : new EmailClient(endpoint, services.GetService<TokenCredential>() ?? new DefaultAzureCredential(), CommunicationMailer.Options());

    /// <summary>Where links in mail lead, ending in a slash. Core Tools answer at this address where nobody names another.</summary>
    internal static Uri Site(FunctionsSettings settings)
    {
        var site = settings.PublicUrl?.AbsoluteUri ?? "http://localhost:7071/";
        return new Uri(site.EndsWith('/') ? site : site + "/");
    }
}
