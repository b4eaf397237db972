using System.Diagnostics;
using System.Net;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Local.Hosting;
using Recovery.Local.Storage;
using Recovery.Policy;

namespace Recovery.Benchmarks;

/// <summary>The started host with many open cases: what it takes when idle, and how long pages take.</summary>
internal static class OpenCases
{
    public static async Task RunAsync(int cases)
    {
        var data = Directory.CreateTempSubdirectory("recovery-open-").FullName;
        var sample = await FillAsync(data, cases);
        using (var host = await StartedHost.StartAsync(data))
        {
            using var browser = await SignedInAsync(host);
            Console.WriteLine($"open:   {cases:N0} open cases");
            await TimeAsync(browser, "queue page", "console");
            await TimeAsync(browser, "queue page of one owner", "console?owner=maya-okafor");
            await TimeAsync(browser, "search for a rare word", "console?text=parcel-77777");
            await TimeAsync(browser, "one case", $"console/cases/{sample}");
            await Task.Delay(TimeSpan.FromSeconds(30));
            var before = host.Processor();
            var length = TimeSpan.FromSeconds(60);
            await Task.Delay(length);
            Console.WriteLine($"        idle: {(host.Processor() - before) / length:P2} of a core, {host.ResidentMegabytes()} MB resident");
        }

        Directory.Delete(data, recursive: true);
    }

    /// <summary>By the real service into the real store; the mails of the beginning count as sent.</summary>
    private static async Task<CaseId> FillAsync(string data, int cases)
    {
        Directory.CreateDirectory(data);
        var policy = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;
        using var database = SqliteDatabase.Open(data);
        var clock = SystemClock.Instance;
        var store = new SqliteCaseStore(database, clock, new WakeSignal(), new WebhookSignal());
        var library = new SqlitePolicyLibrary(database, policy, SystemClock.Instance.GetCurrentInstant());
        var turns = new AssignmentTurns(0);
        var service = new CaseService(store, library, turns, clock);
        var driver = new CaseTurns(store, library, new NothingLeaves(), clock);
        await Parallel.ForAsync(0, cases, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (i, cancel) =>
        {
            var complaint = new Complaint
            {
                Channel = Channel.Form,
                Description = $"My parcel-{i} has not arrived and nobody answers. I have been waiting for two weeks.",
                Email = $"customer{i}@example.com",
            };
            var id = CaseId.From("open", $"{i}");
            await service.OpenAsync(id, new CommandId("open"), complaint, cancel);
            await driver.TurnAsync(id, cancel);
        });
        return CaseId.From("open", "77777");
    }

    private static async Task<HttpClient> SignedInAsync(StartedHost host)
    {
        var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = host.Address };
        var page = await client.GetStringAsync(host.SignIn);
        var token = Field(page, "form-token");
        var fields = new Dictionary<string, string>
        {
            ["form-token"] = token,
            ["code"] = new Uri(host.SignIn).Query["?code=".Length..],
            ["person"] = "maya-okafor",
            ["return"] = "/console",
        };
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync("console/sign-in", content);
        answer.EnsureSuccessStatusCode();
        return client;
    }

    private static string Field(string page, string name)
    {
        var at = page.IndexOf($"name=\"{name}\"", StringComparison.Ordinal);
        var value = page.IndexOf("value=\"", at, StringComparison.Ordinal) + 7;
        return page[value..page.IndexOf('"', value)];
    }

    private static async Task TimeAsync(HttpClient browser, string what, string path)
    {
        var times = new List<double>();
        for (var i = 0; i < 60; i++)
        {
            var watch = Stopwatch.StartNew();
            var page = await browser.GetStringAsync(path);
            times.Add(watch.Elapsed.TotalMilliseconds);
            if (!page.Contains("RC-", StringComparison.Ordinal))
                throw new InvalidOperationException($"{path} shows no case.");
        }

        var first = times[0];
        times.RemoveRange(0, 10);
        times.Sort();
        Console.WriteLine($"        {what}: median {times[times.Count / 2]:N1} ms, slowest of 50 {times[^1]:N1} ms (first request {first:N0} ms)");
    }

    private sealed class NothingLeaves : IEffectRunner
    {
        public Task RunAsync(CaseEffect effect, CancellationToken cancel) => Task.CompletedTask;
    }
}
