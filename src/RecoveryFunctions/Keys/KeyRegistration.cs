using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recovery.Cases;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Keys;

public static class KeyRegistration
{
    /// <summary>
    /// Keys that hold across instances, restarts and deployments: those of sign-in cookies and form tokens, and those of
    /// customers' links and addresses for answers. Needs <c>RecoveryTables</c> and <c>IClock</c>.
    /// </summary>
    public static IServiceCollection AddSharedKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("RecoveryFunctions");
        services.AddOptions<KeyManagementOptions>()
            .Configure<RecoveryTables>((options, tables) => options.XmlRepository = new TableXmlRepository(tables.Shared));
        // It warns of keys that are not encrypted once more; who may read the table may use them, and Azure encrypts at rest.
        services.AddLogging(log => log.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
        return services
            .AddSingleton<CaseTokenKeys>()
            .AddSingleton(s => new CaseTokens(s.GetRequiredService<CaseTokenKeys>().Current));
    }
}
