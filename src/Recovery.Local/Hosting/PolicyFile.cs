using Recovery.Policy;

namespace Recovery.Local.Hosting;

/// <summary>A policy that is refused; the message has one line for each fault: <c>path: reason</c>.</summary>
public sealed class UnusablePolicyException(string message) : Exception(message);

/// <summary>A policy by the name that an operator gives: a file, or a shipped pack.</summary>
public static class PolicyFile
{
    /// <exception cref="UnusablePolicyException">There is none, or it does not hold together.</exception>
    public static RecoveryPolicy Load(string fileOrPack)
    {
        var (policy, faults) = PolicyLoader.Load(Text(fileOrPack));
        return policy ?? throw new UnusablePolicyException(string.Join(Environment.NewLine, faults.Select(f => $"{f.Path}: {f.Reason}")));
    }

    /// <summary>A file goes before a pack of the same name.</summary>
    private static string Text(string fileOrPack)
    {
        try
        {
            if (File.Exists(fileOrPack))
                return File.ReadAllText(fileOrPack);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UnusablePolicyException($"{fileOrPack}: cannot be read: {unreadable.Message}");
        }

        return PolicyLoader.Pack(fileOrPack)
            ?? throw new UnusablePolicyException($"{fileOrPack}: there is neither a file nor a shipped policy of that name (shipped: {string.Join(", ", PolicyLoader.PackNames)})");
    }
}
