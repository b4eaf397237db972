using System.Diagnostics;

namespace Recovery.Fuzzing;

/// <param name="Read">Inputs that the parser made something of.</param>
/// <param name="Refused">Inputs that it called unreadable.</param>
/// <param name="Slowest">The longest time with one input; time with a busy machine counts.</param>
/// <param name="Memory">The most bytes that it asked for with one input.</param>
/// <param name="Faults">One sentence each, with the seed that makes the input again; at most ten.</param>
public sealed record FuzzResult(string Parser, int Read, int Refused, TimeSpan Slowest, long Memory, IReadOnlyList<string> Faults);

/// <summary>Gives a parser one bad input after the other and watches it.</summary>
public static class FuzzRun
{
    private const int MostFaults = 10;

    /// <summary>Less than the least that either host gives a thread: nesting that needs more than this falls here first.</summary>
    private const int Stack = 768 * 1024;

    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    /// <param name="firstSeed">Input number n is made from this seed and n.</param>
    /// <param name="slowest">Longer with one input is a fault; null in a test run, where only a hang is one.</param>
    /// <exception cref="TimeoutException">It hangs: one input has taken half a minute.</exception>
    /// <exception cref="InvalidOperationException">It has no files to begin with.</exception>
    public static FuzzResult Run(FuzzedParser parser, int firstSeed, int count, TimeSpan? slowest)
    {
        ArgumentNullException.ThrowIfNull(parser);
        var run = new Watched(parser, new Mutator(Files(parser.Files), parser.Tokens), slowest);
        var thread = new Thread(() => run.All(firstSeed, count), Stack) { IsBackground = true };
        thread.Start();
        while (!thread.Join(TimeSpan.FromSeconds(1)))
        {
            if (run.Since is { } since && Stopwatch.GetElapsedTime(since) > s_hang)
                throw new TimeoutException($"{parser.Name} hangs with seed {run.Seed}");
        }

        return run.Result();
    }

    /// <summary>The bytes that a seed makes, to look at.</summary>
    public static byte[] Input(FuzzedParser parser, int seed)
    {
        ArgumentNullException.ThrowIfNull(parser);
        return new Mutator(Files(parser.Files), parser.Tokens).Make(seed);
    }

    private static List<byte[]> Files(string pattern)
    {
        var corpus = Path.Combine(AppContext.BaseDirectory, "corpus");
        var path = Path.Combine(corpus, pattern);
        var (folder, name) = Directory.Exists(path) ? (path, "*") : (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, name, SearchOption.AllDirectories) : [];
        if (files.Length == 0)
            throw new InvalidOperationException($"There are no files {pattern} in {corpus}.");
        Array.Sort(files, StringComparer.Ordinal);
        return [.. files.Select(File.ReadAllBytes)];
    }

    private sealed class Watched(FuzzedParser parser, Mutator mutator, TimeSpan? limit)
    {
        private readonly List<string> _faults = [];
        private int _read;
        private int _refused;
        private long _memory;
        private TimeSpan _slowest;
        private long _since;
        private int _seed;

        /// <summary>When it was given the input that it has; null between two.</summary>
        public long? Since => Interlocked.Read(ref _since) is var since and > 0 ? since : null;

        public int Seed => Volatile.Read(ref _seed);

        public FuzzResult Result() => new(parser.Name, _read, _refused, _slowest, _memory, _faults);

        public void All(int firstSeed, int count)
        {
            for (var i = 0; i < count && _faults.Count < MostFaults; i++)
            {
                var seed = unchecked(firstSeed + i);
                Volatile.Write(ref _seed, seed);
                One(mutator.Make(seed), seed);
            }
        }

        private void One(byte[] input, int seed)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            Interlocked.Exchange(ref _since, start);
            try
            {
                parser.Read(input);
                _read++;
            }
            catch (Exception e) when (e.GetType().Name.StartsWith("Unreadable", StringComparison.Ordinal))
            {
                _refused++;
            }
            catch (Exception e)
            {
                _faults.Add($"{parser.Name}, seed {seed}: {e.GetType().Name} {e.StackTrace?.Split('\n')[0].Trim()}");
            }

            var took = Stopwatch.GetElapsedTime(start);
            Interlocked.Exchange(ref _since, 0);
            var memory = GC.GetAllocatedBytesForCurrentThread() - before;
            if (took > _slowest)
                _slowest = took;
            _memory = Math.Max(_memory, memory);
            if (took > limit)
                _faults.Add($"{parser.Name}, seed {seed}: took {took.TotalSeconds:N1} s with {input.Length:N0} bytes");
            if (memory > parser.MemoryBound(input.Length))
                _faults.Add($"{parser.Name}, seed {seed}: asked for {memory:N0} bytes with {input.Length:N0} bytes");
        }
    }
}
