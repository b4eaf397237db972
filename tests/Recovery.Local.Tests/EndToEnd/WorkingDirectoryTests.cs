using System.Diagnostics;

namespace Recovery.Local.Tests.EndToEnd;

public sealed class WorkingDirectoryTests
{
    [Fact]
    public async Task Run_as_the_readme_says_it_works_in_the_folder_where_the_operator_stands()
    {
        var stands = Directory.CreateTempSubdirectory("recovery-stands-");
        var asked = new ProcessStartInfo("dotnet", ["msbuild", Project(), "-getProperty:RunWorkingDirectory", "-nodeReuse:false"])
        {
            WorkingDirectory = stands.FullName,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(asked)!;
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        stands.Delete();

        Assert.Equal(stands.FullName, answer.Trim());
    }

    private static string Project()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Embedded.slnf")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not lie in the repository.");
        return Path.Combine(folder.FullName, "src", "Recovery.Local", "Recovery.Local.csproj");
    }
}
