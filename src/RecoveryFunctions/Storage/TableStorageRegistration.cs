using Microsoft.Extensions.DependencyInjection;
using Recovery.Cases;
using RecoveryFunctions.Cases;

namespace RecoveryFunctions.Storage;

public static class TableStorageRegistration
{
    /// <summary>
    /// Cases in Table Storage: <see cref="ICaseStore"/> for the service and the pages, <see cref="ICaseRounds"/> for the driver,
    /// <see cref="IUnwokenCases"/> for the sweeper. Needs <see cref="RecoveryTables"/> and the ports of others.
    /// </summary>
    public static IServiceCollection AddTableStorage(this IServiceCollection services) => services
        .AddSingleton<TableCaseStore>()
        .AddSingleton<CaseIndex>()
        .AddSingleton<IndexQueue>()
        .AddSingleton<UnwokenCases>()
        .AddSingleton<IUnwokenCases>(s => s.GetRequiredService<UnwokenCases>())
        .AddSingleton<AnnouncingCaseStore>()
        .AddSingleton<ICaseStore>(s => s.GetRequiredService<AnnouncingCaseStore>())
        .AddSingleton<AppliedEffects>()
        .AddSingleton<ICaseRounds, CaseRounds>();
}
