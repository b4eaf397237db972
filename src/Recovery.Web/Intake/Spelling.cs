namespace Recovery.Web.Intake;

/// <summary>Finds what was perhaps meant. Own code: it is one well-known recurrence, not worth a package.</summary>
internal static class Spelling
{
    /// <summary>The known name at the least edit distance; null when none is near.</summary>
    public static string? Nearest(string given, IReadOnlyCollection<string> known)
    {
        if (given.Length > 60)
            return null;
        var best = known.Select(name => (Name: name, Steps: Distance(given.ToLowerInvariant(), name.ToLowerInvariant())))
            .OrderBy(n => n.Steps).FirstOrDefault();
        return best.Name is not null && best.Steps <= Math.Max(1, best.Name.Length / 3) ? best.Name : null;
    }

    /// <summary>Letters added, left out, changed, or two neighbours swapped: one step each.</summary>
    private static int Distance(string a, string b)
    {
        var (before, above, row) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, above, row) = (above, row, before);
        }

        return above[b.Length];
    }
}
