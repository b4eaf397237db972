using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Recovery.Webhooks;

/// <summary>
/// When an event is tried: ten times within three days or so. The delays are those that Standard Webhooks 1.0 gives as its
/// example, so that integrators find what they know. A technical limit, and so in code: it is about networks and servers.
/// </summary>
public static class DeliverySchedule
{
    /// <summary>Of each delay, at most; spreads what failed together.</summary>
    public const double Jitter = 0.1;

    /// <summary>Before each try, counted from the one before it.</summary>
    public static ImmutableArray<Duration> Delays { get; } =
    [
        Duration.Zero,
        Duration.FromSeconds(5),
        Duration.FromMinutes(5),
        Duration.FromMinutes(30),
        Duration.FromHours(2),
        Duration.FromHours(5),
        Duration.FromHours(10),
        Duration.FromHours(14),
        Duration.FromHours(20),
        Duration.FromHours(24),
    ];

    /// <summary>After this many failed tries an event is given up.</summary>
    public static int Most => Delays.Length;

    /// <summary>From the first try to the last at the latest: 83 hours and some minutes.</summary>
    public static Duration Span { get; } = Delays.Aggregate(Duration.Zero, (sum, d) => sum + d) * (1 + Jitter);

    /// <summary>How long to wait after a failed try: the delay with its jitter, always the same for the same try.</summary>
    /// <param name="attempts">How often it was tried, 1 to <see cref="Most"/> less one.</param>
    public static Duration After(int attempts, string subscription, string eventId) =>
        Delays[attempts] * (1 + Jitter * Fraction($"{subscription}\n{eventId}\n{attempts}"));

    /// <returns>0 to 1.</returns>
    private static double Fraction(string seed)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(seed), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) / (double)uint.MaxValue;
    }
}
