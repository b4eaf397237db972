using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Recovery.Local.Tests.EndToEnd;

namespace Recovery.Local.Tests.Receivers;

/// <summary>A receiver of docs/integrate, started by its runtime. Dies with the test.</summary>
internal sealed class StartedReceiver : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentQueue<string> _said = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("recovery-receiver-");
    private readonly Process _process;

    private StartedReceiver(string runtime, string file, int port, string secret)
    {
        // In a directory of its own: what stands around ours, such as build settings, is not part of it.
        var copy = Path.Combine(_directory.FullName, file);
        File.Copy(Path.Combine(Folder, file), copy);
        if (NodeModules is { } modules)
            Directory.CreateSymbolicLink(Path.Combine(_directory.FullName, "node_modules"), modules);
        var start = new ProcessStartInfo(runtime) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _directory.FullName };
        foreach (var argument in runtime == "dotnet" ? (string[])["run", copy] : [copy])
            start.ArgumentList.Add(argument);
        start.Environment["RECOVERY_SECRET"] = secret;
        start.Environment["PORT"] = $"{port}";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Address = new Uri($"http://127.0.0.1:{port}/hooks");
    }

    public Uri Address { get; }

    /// <summary>As they stand beside the tests.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Receivers");

    /// <summary>Where npm put <c>standardwebhooks</c>; the variable RECOVERY_NODE_MODULES names it.</summary>
    public static string? NodeModules => Environment.GetEnvironmentVariable("RECOVERY_NODE_MODULES") is { Length: > 0 } named && Directory.Exists(Path.Combine(named, "standardwebhooks")) ? named : null;

    public string Said => string.Join('\n', _said);

    public static bool IsThere(string runtime) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, runtime)));

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task<StartedReceiver> StartAsync(string runtime, string file, int port, string secret)
    {
        var receiver = new StartedReceiver(runtime, file, port, secret);
        await receiver.HearsAsync($"listening on port {port}");
        return receiver;
    }

    /// <summary>Waits until it has said so.</summary>
    public Task<string> HearsAsync(string what) => Eventually.GetAsync(
        $"the receiver to say “{what}”", () => Task.FromResult(_said.FirstOrDefault(l => l.StartsWith(what, StringComparison.Ordinal))), () => Task.FromResult($"It said: {Said}"), s_patience);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }
}
