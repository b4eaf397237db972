using System.Collections.Immutable;
using System.Diagnostics;
using Recovery.Fuzzing;

namespace Recovery.Benchmarks;

/// <summary>Mutated inputs for every parser, far more than a test run has time for.</summary>
internal static class Fuzzing
{
    private static readonly TimeSpan s_slowest = TimeSpan.FromSeconds(2);

    /// <summary>The core's and the web project's.</summary>
    private static readonly ImmutableArray<FuzzedParser> s_parsers = [.. FuzzedParsers.All, .. WebParsers.All];

    /// <param name="only">The name of one parser; null for all, which share the count.</param>
    /// <returns>The exit code: 1 when a parser failed.</returns>
    public static int Run(int count, string? only)
    {
        var chosen = s_parsers.Where(p => only is null || p.Name == only).ToList();
        if (chosen.Count == 0 || count < 1)
        {
            Console.Error.WriteLine($"usage: fuzz [count] [{string.Join('|', s_parsers.Select(p => p.Name))}]");
            return 2;
        }

        var failed = false;
        foreach (var parser in chosen)
        {
            var watch = Stopwatch.StartNew();
            var result = FuzzRun.Run(parser, firstSeed: 1, (count + chosen.Count - 1) / chosen.Count, s_slowest);
            Console.WriteLine($"fuzz {parser.Name}: {result.Read:N0} read and {result.Refused:N0} refused in {watch.Elapsed.TotalSeconds:N0} s, slowest "
                + $"{result.Slowest.TotalMilliseconds:N0} ms, most memory asked for by one {result.Memory / 1048576.0:N1} MB");
            foreach (var fault in result.Faults)
                Console.Error.WriteLine(fault);
            failed |= result.Faults.Count > 0;
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine($"fuzz: peak {self.PeakWorkingSet64 / 1048576:N0} MB resident");
        return failed ? 1 : 0;
    }
}
