using Microsoft.Extensions.Hosting;
using Recovery.Web;
using RecoveryFunctions.Hosting;

try
{
    using var host = FunctionsHost.Build(args);
    await host.RunAsync();
    return 0;
}
catch (UnusableSettingsException unusable)
{
    await Console.Error.WriteLineAsync(unusable.Message);
    return 1;
}
