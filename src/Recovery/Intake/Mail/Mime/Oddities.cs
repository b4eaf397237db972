using System.Collections.Immutable;

namespace Recovery.Intake.Mail.Mime;

/// <summary>What was mended while reading, each kind once.</summary>
internal sealed class Oddities
{
    private const int Most = 20;

    private readonly List<string> _found = [];

    public void Add(string? oddity)
    {
        if (oddity is not null && _found.Count < Most && !_found.Contains(oddity, StringComparer.Ordinal))
            _found.Add(oddity);
    }

    public ImmutableArray<string> All() => [.. _found];
}
