using System.Diagnostics;
using System.Globalization;

namespace Recovery.Benchmarks;

/// <summary>The embedded host as a newcomer runs it: a process of its own, in a data directory of its own.</summary>
internal sealed class StartedHost : IDisposable
{
    public const string Token = "benchmark-staff-token";

    private readonly Process _process;

    private StartedHost(Process process, Uri address, string signIn)
    {
        _process = process;
        Address = address;
        SignIn = signIn;
    }

    public Uri Address { get; }

    public string SignIn { get; }

    public static async Task<StartedHost> StartAsync(string dataDirectory, params string[] settings)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Recovery.Local.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", $"--Recovery:DataDirectory={dataDirectory}", $"--Recovery:StaffToken={Token}", .. settings])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        Uri? address = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var link = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(w => w.StartsWith("http", StringComparison.Ordinal));
            if (line.StartsWith("Feedback form:", StringComparison.Ordinal))
                address = new Uri(link!);
            if (line.StartsWith("Staff sign-in:", StringComparison.Ordinal))
                return new StartedHost(process, address!, link!);
        }

        throw new InvalidOperationException("The host did not start.");
    }

    /// <summary>Processor time used so far; Linux alone.</summary>
    public TimeSpan Processor()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    public long ResidentMegabytes() => Megabytes("VmRSS:");

    public long PeakMegabytes() => Megabytes("VmHWM:");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private long Megabytes(string what) =>
        long.Parse(
            File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(what, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1024;
}
