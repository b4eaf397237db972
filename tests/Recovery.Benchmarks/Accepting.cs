using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Recovery.Benchmarks;

/// <summary>
/// Complaints accepted a second over HTTP by the started host, each committed to disk before its 202. Client and server
/// share the machine. Every complaint has an address, so acknowledgements are written to the outbox meanwhile.
/// </summary>
internal static class Accepting
{
    public static async Task RunAsync(int connections, TimeSpan length)
    {
        var data = Directory.CreateTempSubdirectory("recovery-accept-").FullName;
        using (var host = await StartedHost.StartAsync(data))
        {
            var server = new IPEndPoint(IPAddress.Loopback, host.Address.Port);
            await LoadAsync(server, connections, TimeSpan.FromSeconds(3));
            var processor = host.Processor();
            var (accepted, latencies) = await LoadAsync(server, connections, length);
            var perComplaint = (host.Processor() - processor) / accepted;
            latencies.Sort();
            Console.WriteLine(
                $"accept: {accepted / length.TotalSeconds:N0} complaints/s over {connections} connections for {length.TotalSeconds:N0} s; "
                + $"p50 {At(latencies, 0.5):N0} ms, p99 {At(latencies, 0.99):N0} ms, slowest {latencies[^1]:N0} ms; {perComplaint.TotalMilliseconds:N2} ms of processor a complaint; peak {host.PeakMegabytes()} MB resident");
            await WaitForTheOutboxAsync(data, host);
        }

        Directory.Delete(data, recursive: true);
    }

    private static async Task<(int Accepted, List<double> Latencies)> LoadAsync(IPEndPoint server, int connections, TimeSpan length)
    {
        var latencies = new List<double>();
        var accepted = 0;
        var until = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async connection =>
        {
            using var client = new KeepAliveClient(server);
            await client.ConnectAsync();
            var mine = new List<double>();
            for (var i = 0; Stopwatch.GetTimestamp() < until; i++)
            {
                var json = $$"""{"description":"My parcel {{connection}}-{{i}} has not arrived and nobody answers. I have been waiting for two weeks.","email":"customer{{connection}}-{{i}}@example.com","orderReference":"A-{{i}}"}""";
                var began = Stopwatch.GetTimestamp();
                var status = await client.PostAsync("/api/complaints", json);
                if (status != 202)
                    throw new InvalidOperationException($"The host answered {status}.");
                mine.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            lock (latencies)
            {
                latencies.AddRange(mine);
                accepted += mine.Count;
            }
        }));
        return (accepted, latencies);
    }

    private static async Task WaitForTheOutboxAsync(string data, StartedHost host)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", StartedHost.Token);
        var watch = Stopwatch.StartNew();
        var mails = -1;
        for (int now; (now = Directory.EnumerateFiles(Path.Combine(data, "outbox")).Count()) != mails; mails = now)
            await Task.Delay(TimeSpan.FromSeconds(2));
        var summary = JsonDocument.Parse(await http.GetStringAsync("api/reports/summary"));
        Console.WriteLine($"        {summary.RootElement.GetProperty("received")} cases, {mails:N0} mails in the outbox {watch.Elapsed.TotalSeconds:N0} s after the last 202");
    }

    private static double At(List<double> sorted, double share) => sorted[(int)(share * (sorted.Count - 1))];
}
