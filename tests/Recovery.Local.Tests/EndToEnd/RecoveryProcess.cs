using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Recovery.Local.Mail;
using Recovery.Web.Console;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>The started program on a data directory of its own. Dies with the test.</summary>
public sealed partial class RecoveryProcess : IAsyncDisposable
{
    public const string StaffToken = "staff-token-of-the-end-to-end-tests";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("recovery-e2e-");
    private readonly ConcurrentQueue<string> _said = new();
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string[] _settings;
    private Process? _process;

    private RecoveryProcess(IReadOnlyDictionary<string, string> environment, string[] settings) => (_environment, _settings) = (environment, settings);

    public string DataDirectory => Path.Combine(_directory.FullName, "data");

    /// <summary>As printed at the last start.</summary>
    public Uri Site { get; private set; } = new("about:blank");

    /// <summary>As printed at the last start; works once.</summary>
    public Uri SignInLink { get; private set; } = new("about:blank");

    /// <summary>Everything that was printed, over all starts.</summary>
    public IReadOnlyList<string> Said => [.. _said];

    public bool IsAlive => _process is { HasExited: false };

    /// <param name="settings">Further arguments; the policy is <c>default</c> unless they say otherwise.</param>
    public static Task<RecoveryProcess> StartAsync(params string[] settings) => StartAsync(new Dictionary<string, string>(), settings);

    /// <inheritdoc cref="StartAsync(string[])"/>
    /// <param name="environment">Variables beside those of the tests.</param>
    public static async Task<RecoveryProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] settings)
    {
        var process = new RecoveryProcess(environment, settings);
        try
        {
            await process.LaunchAsync();
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>On the same data directory, as after a crash or an update.</summary>
    public Task RestartAsync() => LaunchAsync();

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It had ended by itself.
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM, as a service manager or a container's end sends it.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It goes on, which would be its end by SIGKILL.</exception>
    public async Task<int> StopAsync()
    {
        var stopping = _process ?? throw new InvalidOperationException("It does not run.");
        using (var kill = Process.Start("kill", ["-TERM", stopping.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await stopping.WaitForExitAsync().WaitAsync(s_patience);
        _process = null;
        using (stopping)
            return stopping.ExitCode;
    }

    public HttpClient Http() => new() { BaseAddress = Site, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>The API as a member of staff uses it.</summary>
    /// <param name="name">A person of the policy by id, or anybody, who then has every role.</param>
    public Api Staff(string name = "staff")
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", StaffToken);
        http.DefaultRequestHeaders.Add("Recovery-Staff", name);
        return new Api(http);
    }

    /// <summary>The API as an app of the company uses it to complain for its customers.</summary>
    public Api App() => new(Http());

    public Visitor Visitor() => new(Site);

    /// <summary>All mail to an address, the oldest first.</summary>
    public IReadOnlyList<OutboxMessage> MailTo(string address)
    {
        var reader = new OutboxReader(DataDirectory);
        return [.. reader.List(0, 500).Where(e => e.To.Contains(address, StringComparison.Ordinal)).Select(e => reader.Read(e.Name)).OfType<OutboxMessage>()
            .OrderBy(m => m.Entry.Date)];
    }

    public Task<OutboxMessage> MailAsync(string address, string subject) => Eventually.GetAsync(
        $"a mail to {address} about “{subject}”",
        () => Task.FromResult(MailTo(address).FirstOrDefault(m => m.Entry.Subject.StartsWith(subject, StringComparison.Ordinal))),
        () => Task.FromResult("The outbox has: " + string.Join("; ", MailTo("@").Select(m => $"{m.Entry.To}: {m.Entry.Subject}"))));

    /// <summary>Lines that no healthy program prints, and lines with anything of a customer in them.</summary>
    public static IReadOnlyList<string> Alarming(IEnumerable<string> lines) =>
        [.. lines.Where(l => Alarm().IsMatch(l) || l.Contains(Customers.Domain, StringComparison.OrdinalIgnoreCase))];

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _directory.Delete(recursive: true);
    }

    private async Task LaunchAsync()
    {
        if (IsAlive)
            throw new InvalidOperationException("It runs already.");
        string[] own = ["--urls", "http://127.0.0.1:0", $"--Recovery:DataDirectory={DataDirectory}", $"--Recovery:StaffToken={StaffToken}", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"];
        var process = BuiltProgram.Start(_directory.FullName, [.. own, .. _settings], _environment);
        _process = process;
        // The printed links name the public address where one is set; requests go to where it listens.
        var site = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var door = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            Keep(line.Data);
            Listen(line.Data, "      Now listening on:", site);
            Listen(line.Data, "Staff sign-in:", door);
        };
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var links = Task.WhenAll(site.Task, door.Task);
        if (await Task.WhenAny(links, process.WaitForExitAsync(), Task.Delay(s_patience)) != links)
        {
            var what = process.HasExited ? $"ended with {process.ExitCode}" : $"printed no links within {s_patience.TotalSeconds} s";
            throw new InvalidOperationException($"The program {what}. It said:\n{string.Join('\n', _said)}");
        }

        Site = await site.Task;
        SignInLink = await door.Task;
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _said.Enqueue(line);
    }

    private static void Listen(string? line, string label, TaskCompletionSource<Uri> link)
    {
        if (line is not null && line.StartsWith(label, StringComparison.Ordinal))
            link.TrySetResult(new Uri(line[label.Length..].Trim().Split(' ')[0]));
    }

    [GeneratedRegex(@"^\s*(fail|crit)\b|Unhandled exception|^\s+at .+\(|Exception:", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Alarm();
}
