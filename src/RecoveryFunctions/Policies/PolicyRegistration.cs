using Microsoft.Extensions.DependencyInjection;
using Recovery.Cases;
using Recovery.Policy;
using Recovery.Web;
using RecoveryFunctions.Hosting;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Policies;

internal static class PolicyRegistration
{
    /// <summary>The policy library and the turns of assignment. Needs <c>RecoveryTables</c>.</summary>
    /// <param name="fileOrPack">The setting <c>Recovery:Policy</c>.</param>
    /// <exception cref="UnusableSettingsException">It names no policy that holds together.</exception>
    public static IServiceCollection AddPolicies(this IServiceCollection services, string fileOrPack)
    {
        var current = Load(fileOrPack);
        return services
            .AddSingleton(s => new TablePolicyLibrary(s.GetRequiredService<RecoveryTables>(), current))
            .AddSingleton<IPolicyLibrary>(s => s.GetRequiredService<TablePolicyLibrary>())
            .AddSingleton<IAssignmentTurns, TableAssignmentTurns>();
    }

    /// <summary>No case is opened whose policy is not stored first. To be called after <c>AddTableStorage</c>.</summary>
    public static IServiceCollection AddPolicyKeeping(this IServiceCollection services) => services.AddSingleton<ICaseStore>(
        s => new PolicyKeepingCaseStore(s.GetRequiredService<AnnouncingCaseStore>(), s.GetRequiredService<TablePolicyLibrary>()));

    private static RecoveryPolicy Load(string fileOrPack)
    {
        try
        {
            return PublishedPolicy.Load(fileOrPack);
        }
        catch (UnusablePolicyException unusable)
        {
            throw new UnusableSettingsException([$"{FunctionsSettings.Section}__{nameof(FunctionsSettings.Policy)}: {unusable.Message}"]);
        }
    }
}
