using System.Text;
using System.Text.RegularExpressions;

namespace Recovery.Policy;

/// <summary>What has been found wrong so far. Keeps the first so many: nobody reads more at once.</summary>
internal sealed partial class PolicyFaults
{
    private const int Most = 200;
    private const int LongestReason = 600;
    private readonly List<PolicyFault> _faults = [];

    public bool Any => _faults.Count > 0;

    public IReadOnlyList<PolicyFault> All => _faults;

    public void Add(string path, string reason)
    {
        if (_faults.Count < Most)
            _faults.Add(new(path, Readable(reason)));
        else if (_faults.Count == Most)
            _faults.Add(new("$", $"There are more faults than these {Most}; correct these first."));
    }

    /// <summary>A reason may quote what was written, whatever that is.</summary>
    private static string Readable(string reason)
    {
        var line = Messages.MarkdownValue.SingleLine(reason);
        return line.Length <= LongestReason ? line : $"{Messages.Words.Cut(line, LongestReason - 1)}…";
    }

    /// <summary>The path of a key: <c>$.calendars.office</c>, or <c>$.messages['de AT']</c> where the key is no plain word.</summary>
    public static string Key(string path, string key) =>
        PlainKey().IsMatch(key)
            ? $"{path}.{key}"
            : new StringBuilder(path).Append("['").Append(Suggestion.Show(key).Replace("'", "\\'", StringComparison.Ordinal)).Append("']").ToString();

    [GeneratedRegex(@"\A[A-Za-z0-9_$][A-Za-z0-9_$-]{0,59}\z", RegexOptions.None, 1000)]
    private static partial Regex PlainKey();
}
