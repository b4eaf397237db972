using System.Diagnostics;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>What a run of the program to its end came to.</summary>
internal sealed record Ran(int ExitCode, string Output, string Error);

/// <summary>The program as it was built beside these tests, in the same configuration.</summary>
internal static class BuiltProgram
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static string File => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Recovery.Local.exe" : "Recovery.Local");

    /// <param name="environment">Variables beside those of the tests.</param>
    public static Process Start(string directory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(File)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // What a developer has set for their own installation is none of the tests' business.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("Recovery__", StringComparison.OrdinalIgnoreCase) || k.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_TieredPGO"] = "0"; // Starts a little sooner.
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{File} did not start.");
    }

    public static async Task<Ran> RunAsync(string directory, params string[] arguments)
    {
        using var process = Start(directory, arguments);
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new Ran(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException tooLong)
        {
            process.Kill();
            throw new TimeoutException($"`{string.Join(' ', arguments)}` had not ended after {s_patience.TotalSeconds} s.", tooLong);
        }
    }
}
