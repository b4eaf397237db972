using System.Diagnostics;

namespace RecoveryFunctions.Tests.Hosting;

/// <summary>
/// What lies at the root of the package, where the Functions host looks. What only the published SDK makes
/// (<c>.azurefunctions</c>, the worker's metadata) is looked for by the workflow that has it.
/// </summary>
public sealed class PublishTests : IDisposable
{
    private readonly DirectoryInfo _package = Directory.CreateTempSubdirectory("recovery-publish-");

    public void Dispose() => _package.Delete(recursive: true);

    [Fact]
    public async Task The_package_has_the_program_and_host_json_at_its_root_and_nobodys_own_settings()
    {
        // What the tests were built with is published as it is: nothing is restored and nothing built again.
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var project = Path.Combine(Repository.Root, "src", "RecoveryFunctions", "RecoveryFunctions.csproj");
        using var publish = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "publish", project, "--no-build", "--configuration", configuration, "--output", _package.FullName, "--nologo" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, output);

        var names = _package.EnumerateFiles().Select(f => f.Name).ToList();
        Assert.Contains("host.json", names);
        Assert.Contains("RecoveryFunctions.dll", names);
        Assert.Contains("Recovery.Web.dll", names);
        Assert.Contains("local.settings.sample.json", names);
        Assert.DoesNotContain("local.settings.json", names);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "host.json")), await File.ReadAllTextAsync(Path.Combine(_package.FullName, "host.json")));
    }
}
