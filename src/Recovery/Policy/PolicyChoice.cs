namespace Recovery.Policy;

/// <summary>A policy that is refused; the message has one line for each fault: <c>path: reason</c>.</summary>
public sealed class UnusablePolicyException(string message) : Exception(message);

/// <summary>A policy by the name that an operator gives: a file, or a shipped pack. A file goes before a pack of the same name.</summary>
public static class PolicyChoice
{
    /// <param name="file">The text of the file of that name; null when there is none.</param>
    /// <exception cref="UnusablePolicyException">There is none, or it does not hold together.</exception>
    public static RecoveryPolicy Load(string fileOrPack, Func<string, string?> file)
    {
        var (policy, faults) = PolicyLoader.Load(Text(fileOrPack, file));
        return policy ?? throw new UnusablePolicyException(string.Join(Environment.NewLine, faults.Select(f => $"{f.Path}: {f.Reason}")));
    }

    private static string Text(string fileOrPack, Func<string, string?> file)
    {
        try
        {
            if (file(fileOrPack) is { } text)
                return text;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UnusablePolicyException($"{fileOrPack}: cannot be read: {unreadable.Message}");
        }

        return PolicyLoader.Pack(fileOrPack)
            ?? throw new UnusablePolicyException($"{fileOrPack}: there is neither a file nor a shipped policy of that name (shipped: {string.Join(", ", PolicyLoader.PackNames)})");
    }
}
