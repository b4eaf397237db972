using Microsoft.Extensions.DependencyInjection;
using Recovery.Reporting;

namespace RecoveryFunctions.Reports;

public static class ReportRegistration
{
    /// <summary>Needs <c>RecoveryTables</c> and <c>IClock</c>.</summary>
    public static IServiceCollection AddReports(this IServiceCollection services) => services
        .AddSingleton<ICaseFigures, CaseFigures>()
        .AddSingleton<IReportRollup, ReportRollup>()
        .AddSingleton<IReportStore, TableReports>();
}
