using Recovery.Policy;

namespace Recovery.Local.Hosting;

/// <summary>A policy by the name that an operator gives: a file, or a shipped pack.</summary>
public static class PolicyFile
{
    /// <exception cref="UnusablePolicyException">There is none, or it does not hold together.</exception>
    public static RecoveryPolicy Load(string fileOrPack) =>
        PolicyChoice.Load(fileOrPack, path => File.Exists(path) ? File.ReadAllText(path) : null);
}
