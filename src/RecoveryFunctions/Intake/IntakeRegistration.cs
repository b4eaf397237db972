using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Web.Intake;
using RecoveryFunctions.Hosting;
using RecoveryFunctions.Keys;

namespace RecoveryFunctions.Intake;

public static class IntakeRegistration
{
    /// <summary>
    /// What every channel needs beside the cases, in tables. Needs <c>RecoveryTables</c>, <c>IClock</c> and a <c>QueueServiceClient</c> that
    /// encodes as base64. Without a key nobody is let in on Azure, and everybody on a developer's machine.
    /// </summary>
    public static IServiceCollection AddIntake(this IServiceCollection services, FunctionsSettings settings, IConfiguration configuration) => services
        .AddSingleton(settings.Intake.Access(Surroundings.IsAzure(configuration) ? IntakeOpenness.Nobody : IntakeOpenness.Everybody))
        .AddGraphMail(settings.Intake.Mailbox(), settings.Intake.Graph.ClientState is null ? null : TokenAsync)
        .AddSingleton<HashKey>()
        .AddSingleton(s => new KeyedHashes(s.GetRequiredService<HashKey>().Read))
        .AddSingleton<ICorrespondence, TableCorrespondence>()
        .AddSingleton<IKeptFiles, TableKeptFiles>()
        .AddSingleton<TableMailAllowance>()
        .AddSingleton<IMailAllowance>(s => s.GetRequiredService<TableMailAllowance>())
        .AddSingleton<TableIntakeJobs>()
        .AddSingleton<IIntakeJobs>(s => s.GetRequiredService<TableIntakeJobs>())
        .AddSingleton<IntakeJobPieces>()
        .AddSingleton<IIncidents, TableIncidents>();

    /// <summary>By the app's own identity, which remembers its tokens.</summary>
    private static async Task<string> TokenAsync(IServiceProvider services, CancellationToken cancel)
    {
        var scope = new Uri(GraphMail.PublicCloud, GraphMail.Scope).AbsoluteUri;
        return (await services.GetRequiredService<TokenCredential>().GetTokenAsync(new TokenRequestContext([scope]), cancel)).Token;
    }
}
