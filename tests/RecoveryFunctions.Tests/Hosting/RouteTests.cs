using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;
using Recovery.Web;

namespace RecoveryFunctions.Tests.Hosting;

public class RouteTests
{
    private const string Root = "{root:maxlength(0)?}";

    [Fact]
    public void Both_hosts_have_the_same_routes()
    {
        var here = Functions.With<HttpTriggerAttribute>().Select(f => $"{Method(f.Trigger)} /{(f.Trigger.Route == Root ? "" : f.Trigger.Route)}").Order(StringComparer.Ordinal);
        var there = RecoverySite.Routes.Select(r => $"{r.Method} {r.Pattern}").Order(StringComparer.Ordinal);

        Assert.Equal(there, here);
    }

    [Fact]
    public void Each_function_calls_the_handler_that_the_other_host_maps()
    {
        foreach (var (name, method, trigger) in Functions.With<HttpTriggerAttribute>())
        {
            var pattern = trigger.Route == Root ? "/" : $"/{trigger.Route}";
            var route = RecoverySite.Routes.Single(r => r.Method == Method(trigger) && r.Pattern == pattern);
            Assert.Equal(route.Handler.Method.Name, method.Name);
            Assert.Equal(method.Name, name);
            Assert.Equal(typeof(Task<IResult>), method.ReturnType);
            // The site lets staff in itself; a function key would be one more secret.
            Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel);
        }
    }

    /// <summary>One that cannot be parsed makes every function of the app answer 500.</summary>
    [Fact]
    public void Every_route_is_one_that_the_worker_can_parse()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "host.json")));
        var prefix = host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString();
        foreach (var (_, _, trigger) in Functions.With<HttpTriggerAttribute>())
        {
            Assert.False(trigger.Route!.StartsWith('/'), trigger.Route);
            // These belong to the Functions host.
            Assert.NotEqual("admin", trigger.Route.Split('/')[0], StringComparer.OrdinalIgnoreCase);
            Assert.NotEqual("runtime", trigger.Route.Split('/')[0], StringComparer.OrdinalIgnoreCase);
            RoutePatternFactory.Parse($"{prefix}/{trigger.Route}");
            TemplateParser.Parse(trigger.Route);
        }
    }

    [Fact]
    public void No_two_functions_have_one_name()
    {
        var names = Functions.All.Select(f => f.Name).ToList();
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
    }

    private static string Method(HttpTriggerAttribute trigger)
    {
        if (trigger.Methods is not ["get", "head"])
            return Assert.Single(trigger.Methods!).ToUpperInvariant();
        return "GET";
    }
}
