using System.Text;

namespace Recovery.Fuzzing;

/// <summary>Makes bad inputs of good ones. The same seed makes the same input.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> files, IReadOnlyList<string> tokens)
{
    /// <summary>Longer inputs find nothing that these do not, and cost the run its count.</summary>
    private const int Longest = 256 * 1024;

    private readonly byte[][] _tokens = [.. tokens.Select(Encoding.Latin1.GetBytes)];

    public byte[] Make(int seed)
    {
        var random = new Random(seed);
        var input = new List<byte>(Any(random));
        for (var changes = 1 + random.Next(1 << random.Next(5)); changes > 0; changes--)
            Change(input, random);
        return [.. input.Take(Longest)];
    }

    private void Change(List<byte> input, Random random)
    {
        var at = random.Next(input.Count + 1);
        var length = Math.Min(random.Next(1 << random.Next(12)), input.Count - at);
        switch (random.Next(10))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = (byte)random.Next(256);
                break;
            case 2:
                input.RemoveRange(at, input.Count - at);
                break;
            case 3:
                input.RemoveRange(at, length);
                break;
            case 4:
                Splice(input, at, Any(random), random);
                break;
            case 5:
                Repeat(input, at, length, random.Next(1 << random.Next(10)));
                break;
            case 6:
                input.InsertRange(random.Next(input.Count + 1), input.GetRange(at, length));
                break;
            case 7:
                input.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(1 << random.Next(12))));
                break;
            case 8 when at + length <= input.Count && length > 1:
                input.Reverse(at, length);
                break;
            default:
                if (_tokens.Length > 0)
                    Put(input, at, _tokens[random.Next(_tokens.Length)], random);
                break;
        }
    }

    private static void Put(List<byte> input, int at, byte[] token, Random random)
    {
        if (random.Next(2) == 0)
            input.RemoveRange(at, Math.Min(token.Length, input.Count - at));
        input.InsertRange(at, token);
    }

    private static void Splice(List<byte> input, int at, byte[] other, Random random)
    {
        var from = random.Next(other.Length + 1);
        input.InsertRange(at, other.AsSpan(from, random.Next(other.Length - from + 1)).ToArray());
    }

    private static void Repeat(List<byte> input, int at, int length, int times)
    {
        var piece = input.GetRange(at, length);
        times = Math.Min(times, Longest / Math.Max(1, length));
        input.InsertRange(at, Enumerable.Repeat(piece, times).SelectMany(p => p).Take(Longest));
    }

    private byte[] Any(Random random) => files[random.Next(files.Count)];
}
