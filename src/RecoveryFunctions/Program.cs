using Microsoft.Extensions.Hosting;
using RecoveryFunctions.Hosting;

using var host = FunctionsHost.Build(args);
await host.RunAsync();
