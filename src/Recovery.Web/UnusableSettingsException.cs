namespace Recovery.Web;

/// <summary>Settings with which a host does not start; each fault names its key.</summary>
public sealed class UnusableSettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
