using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using RecoveryFunctions.Tests.Hosting;

namespace RecoveryFunctions.Tests.Whole;

/// <summary>One function as the worker finds it: by its attributes, in a class that the container makes.</summary>
internal sealed record AppFunction(string Name, MethodInfo Method, TriggerBindingAttribute Trigger)
{
    public static IReadOnlyList<AppFunction> All { get; } =
        [.. Functions.With<TriggerBindingAttribute>().Select(f => new AppFunction(f.Name, f.Method, f.Trigger))];

    public static AppFunction Named(string name) => All.Single(f => f.Name == name);

    /// <param name="given">What the trigger brings: the request, the message, the timer.</param>
    /// <param name="client">For functions that ask for the durable client.</param>
    public async Task<object?> RunAsync(IServiceProvider services, object given, DurableTaskClient client)
    {
        await using var scope = services.CreateAsyncScope();
        if (given is HttpRequest request)
            request.HttpContext.RequestServices = scope.ServiceProvider;
        var target = Method.IsStatic ? null : ActivatorUtilities.CreateInstance(scope.ServiceProvider, Method.DeclaringType!);
        object?[] arguments = [.. Method.GetParameters().Select(p => Argument(p, given, client))];
        object? result;
        try
        {
            result = Method.Invoke(target, arguments);
        }
        catch (TargetInvocationException failed)
        {
            throw failed.InnerException!;
        }

        if (result is not Task task)
            return result;
        await task;
        var answer = task.GetType().GetProperty("Result")?.GetValue(task);
        if (answer is IResult page && given is HttpRequest asked)
            await page.ExecuteAsync(asked.HttpContext);
        return answer;
    }

    private static object? Argument(ParameterInfo parameter, object given, DurableTaskClient client) =>
        parameter.ParameterType == typeof(CancellationToken) ? CancellationToken.None
        : parameter.ParameterType == typeof(DurableTaskClient) ? client
        : parameter.GetCustomAttributes().Any(a => a is BindingAttribute) ? given
        : throw new InvalidOperationException($"The worker would not know what to give {parameter.Name} of {parameter.Member.Name}.");
}
