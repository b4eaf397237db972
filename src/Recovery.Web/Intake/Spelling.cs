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

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[b.Length];
    }
}
