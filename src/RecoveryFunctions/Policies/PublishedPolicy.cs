using Recovery.Policy;

namespace RecoveryFunctions.Policies;

/// <summary>The policy that the setting <c>Recovery:Policy</c> names.</summary>
public static class PublishedPolicy
{
    /// <param name="fileOrPack">A shipped pack's name, or a file: absolute, or relative to the published package, wherever the app is started from.</param>
    /// <exception cref="UnusablePolicyException">There is none, or it does not hold together; each fault is named.</exception>
    public static RecoveryPolicy Load(string fileOrPack) => PolicyChoice.Load(fileOrPack, name =>
    {
        var path = Path.Combine(AppContext.BaseDirectory, name);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    });
}
