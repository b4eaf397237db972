using System.Text.Json;
using RecoveryFunctions.Cases;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Hosting;

/// <summary>What the code relies on in <c>host.json</c>.</summary>
public sealed class HostFileTests : IDisposable
{
    private readonly JsonDocument _host = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "host.json")));

    private JsonElement Extensions => _host.RootElement.GetProperty("extensions");

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Queues_are_base64_and_give_up_after_five_tries()
    {
        var queues = Extensions.GetProperty("queues");

        Assert.Equal("base64", queues.GetProperty("messageEncoding").GetString());
        Assert.Equal(5, queues.GetProperty("maxDequeueCount").GetInt32());
    }

    [Fact]
    public void Orchestrations_have_the_version_of_the_code()
    {
        var durable = Extensions.GetProperty("durableTask");

        Assert.Equal(CaseOrchestrator.Version, durable.GetProperty("defaultVersion").GetString());
        Assert.Equal("CurrentOrOlder", durable.GetProperty("versionMatchStrategy").GetString());
        // Three to 45 letters and digits, else the runtime makes up another name.
        Assert.Matches("^[A-Za-z][A-Za-z0-9]{2,44}$", durable.GetProperty("hubName").GetString());
    }

    [Fact]
    public void Nothing_that_tells_of_single_requests_is_logged_since_paths_hold_tokens()
    {
        var levels = _host.RootElement.GetProperty("logging").GetProperty("logLevel");

        foreach (var category in (string[])["Microsoft", "Microsoft.AspNetCore", "System.Net.Http", "Azure"])
            Assert.Equal("Warning", levels.GetProperty(category).GetString());
        Assert.Equal("Error", levels.GetProperty("Host.Results").GetString());
    }

    [Fact]
    public void Deliveries_end_long_before_the_host_ends_them()
    {
        var timeout = TimeSpan.Parse(_host.RootElement.GetProperty("functionTimeout").GetString()!);

        // The last round begins just before the limit.
        Assert.True(timeout >= SubscriptionRounds.Longest + SubscriptionRounds.LongestRound + TimeSpan.FromMinutes(2), $"{timeout}");
        Assert.True(SubscriptionRounds.Lapse.ToTimeSpan() > SubscriptionRounds.LongestRound);
    }

    [Fact]
    public void A_purge_that_is_cut_off_ends_before_the_host_ends_it()
    {
        var timeout = TimeSpan.Parse(_host.RootElement.GetProperty("functionTimeout").GetString()!);

        // The last window begins just before the limit, and may be as slow as all before it together.
        Assert.True(timeout >= 2 * FinishedInstances.Longest.ToTimeSpan(), $"{timeout}");
    }
}
