using Microsoft.Extensions.DependencyInjection;
using Recovery.Intake.Mail;

namespace Recovery.Web.Intake;

public static class GraphRegistration
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Mail is fetched by the secret of an application, or by the host's own identity.</summary>
    /// <param name="mailbox">The application; null for none.</param>
    /// <param name="token">The host's way to a token of Graph where there is no application; null when it has none either, and nothing is fetched.</param>
    public static IServiceCollection AddGraphMail(
        this IServiceCollection services, GraphSettings? mailbox, Func<IServiceProvider, CancellationToken, Task<string>>? token = null)
    {
        if (mailbox is null && token is null)
            return services;
        return services.AddSingleton<IGraphMail>(s =>
        {
            // One for all mails; its connections are made anew now and then, so that a changed address is found.
            var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = s_patience };
            if (mailbox is null)
                return new GraphMail(http, GraphMail.PublicCloud, cancel => token!(s, cancel));
            return new GraphMail(http, mailbox.Service, new GraphClientCredentials(http, mailbox, TimeProvider.System).TokenAsync);
        });
    }
}
