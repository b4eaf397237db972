using Recovery.Complaints;

namespace Recovery.Intake;

/// <summary>Order references as customers and lists write them.</summary>
internal static class OrderReferences
{
    private static readonly char[] s_between = [',', ';'];

    /// <returns>Null when either names none. Of several, parted by commas, one in common is enough.</returns>
    public static bool? Same(Complaint a, Complaint b) =>
        (Of(a.OrderReference), Of(b.OrderReference)) is ({ Count: > 0 } some, { Count: > 0 } others) ? some.Overlaps(others) : null;

    public static HashSet<string> Of(string? written) =>
        (written ?? "").Split(s_between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(o => o.Replace(" ", "", StringComparison.Ordinal).TrimStart('#'))
            .Where(o => o.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
