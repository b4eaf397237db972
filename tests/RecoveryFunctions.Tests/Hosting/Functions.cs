using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using RecoveryFunctions.Hosting;

namespace RecoveryFunctions.Tests.Hosting;

/// <summary>The app's functions, found as the worker's own metadata finds them.</summary>
internal static class Functions
{
    public static IReadOnlyList<(string Name, MethodInfo Method)> All { get; } =
    [
        .. typeof(FunctionsHost).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => m.GetCustomAttribute<FunctionAttribute>() is not null)
            .Select(m => (m.GetCustomAttribute<FunctionAttribute>()!.Name, m)),
    ];

    public static IEnumerable<(string Name, MethodInfo Method, T Trigger)> With<T>()
        where T : Attribute => All.SelectMany(f => f.Method.GetParameters()
            .Select(p => p.GetCustomAttribute<T>()).OfType<T>().Select(t => (f.Name, f.Method, t)));
}
