using System.Runtime.CompilerServices;

namespace RecoveryFunctions.Tests.Hosting;

internal static class Repository
{
    /// <summary>The folder that holds <c>host.json</c>.</summary>
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (!File.Exists(Path.Combine(folder!, "RecoveryFunctions.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder!;
    }
}
