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

    /// <summary>The Functions host asks routes in the order of the alphabet, not the more exact one first (azure-functions-host#9876).</summary>
    [Fact]
    public void No_address_is_that_of_two_functions()
    {
        var routes = Functions.With<HttpTriggerAttribute>().Where(f => f.Trigger.Route != Root).Select(f => (Method: Method(f.Trigger), Parts: f.Trigger.Route!.Split('/'))).ToList();

        foreach (var (route, number) in routes.Select((r, n) => (r, n)))
        {
            var same = routes.Skip(number + 1).Where(other => other.Method == route.Method && other.Parts.Length == route.Parts.Length
                && other.Parts.Zip(route.Parts).All(p => p.First == p.Second || p.First.StartsWith('{') || p.Second.StartsWith('{')));
            Assert.Empty(same.Select(other => $"{string.Join('/', route.Parts)} and {string.Join('/', other.Parts)}"));
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
