using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using NodaTime;
using Recovery.Cases;
using Recovery.Local.Hosting;
using Recovery.Local.Storage;
using Recovery.Webhooks;

namespace Recovery.Benchmarks;

/// <summary>
/// Webhooks a second of the started host, from its log on SQLite to receivers on the same machine, each delivery signed, answered and
/// recorded on disk. The log is filled while the host is down, and the receivers' own time counts: from the first request to the last.
/// </summary>
internal static class SendingWebhooks
{
    private enum Dead
    {
        None,
        Silent,
        Refusing,
    }

    public static async Task RunAsync()
    {
        await OneAsync("webhooks: to one receiver", receivers: 1, events: 10_000, Dead.None);
        await OneAsync("          to 99 receivers", receivers: 99, events: 60, Dead.None);
        await OneAsync("          to 99 receivers, the 100th takes requests and never answers", receivers: 99, events: 60, Dead.Silent);
        await OneAsync("          to 99 receivers, nobody listens at the 100th", receivers: 99, events: 60, Dead.Refusing);
    }

    private static async Task OneAsync(string what, int receivers, int events, Dead dead)
    {
        var data = Directory.CreateTempSubdirectory("recovery-webhooks-").FullName;
        using var living = new CountingReceiver(receivers * events);
        using var silent = new CountingReceiver(int.MaxValue, answers: false);
        using (var host = await StartAsync(data))
        {
            using var http = new HttpClient { BaseAddress = host.Address };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", StartedHost.Token);
            if (dead is not Dead.None)
                await SubscribeAsync(http, dead is Dead.Silent ? silent.Url : Nobody());
            for (var n = 0; n < receivers; n++)
                await SubscribeAsync(http, new Uri(living.Url, $"{n}"));
        }

        await FillAsync(data, events);
        using (var host = await StartAsync(data))
        {
            var processor = host.Processor();
            await living.All.WaitAsync(TimeSpan.FromMinutes(3));
            var each = (host.Processor() - processor) / living.Taken;
            Console.WriteLine(
                $"{what}: {living.Taken / living.Took.TotalSeconds:N0}/s, {living.Taken:N0} in {living.Took.TotalSeconds:N1} s; {each.TotalMilliseconds:N2} ms of processor each; peak {host.PeakMegabytes()} MB resident");
        }

        Directory.Delete(data, recursive: true);
    }

    private static Task<StartedHost> StartAsync(string data) => StartedHost.StartAsync(data, "--Recovery:Webhooks:AllowPrivateAddresses=true");

    private static async Task SubscribeAsync(HttpClient http, Uri url)
    {
        using var answer = await http.PostAsync("api/webhooks", JsonContent.Create(new { url, name = "Benchmark" }));
        if (answer.StatusCode != HttpStatusCode.Created)
            throw new InvalidOperationException($"The host answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Three events a case, as most cases have soon after they came.</summary>
    private static async Task FillAsync(string data, int events)
    {
        using var database = SqliteDatabase.Open(data);
        await using var store = new SqliteCaseStore(database, SystemClock.Instance, new WakeSignal(), new WebhookSignal());
        var log = new SqliteEventLog(database, store);
        await log.AppendAsync([.. Enumerable.Range(0, events).Select(Event)], default);
    }

    private static PublishedEvent Event(int number)
    {
        var id = CaseId.From("benchmark", $"{number / 3}").Value;
        return new PublishedEvent
        {
            Id = $"{id}-{number}-webhook",
            Type = "case.updated",
            At = SystemClock.Instance.GetCurrentInstant(),
            Stream = id,
            Data = $$"""{"caseId":"{{id}}","reference":"RC-7KQ4M-2XD9B","version":{{number}},"status":"open","category":"delivery","severity":"normal","team":"care"}""",
        };
    }

    /// <summary>An address at which nobody listens by now.</summary>
    private static Uri Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }
}
