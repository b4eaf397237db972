using NodaTime;

namespace Recovery.Reporting;

/// <summary>
/// Buckets of recovery time whose bounds grow by a constant factor, so that daily counts can be added over any period
/// and still give a percentile within two per cent of the true time (the idea of DDSketch, Masson et al., VLDB 2019).
/// Own code: the registry has no such library, and it is two formulas.
/// </summary>
public static class RecoveryTimes
{
    /// <summary>How far a time told by <see cref="Value"/> is from any time of its bucket, at most; above one second.</summary>
    public const double RelativeError = 0.02;

    private const double Growth = (1 + RelativeError) / (1 - RelativeError);
    private static readonly double LogGrowth = Math.Log(Growth);

    /// <summary>The bucket of a time; everything up to one second is in bucket 0.</summary>
    public static int Index(Duration time)
    {
        var seconds = time.TotalSeconds;
        return seconds <= 1 ? 0 : (int)Math.Ceiling(Math.Log(seconds) / LogGrowth);
    }

    /// <summary>The time that stands for a bucket.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No duration falls into that bucket.</exception>
    public static Duration Value(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, 700);
        return Duration.FromSeconds(2 * Math.Pow(Growth, index) / (1 + Growth));
    }

    /// <summary>The time that a share of the counted times does not exceed (nearest rank); null when nothing was counted.</summary>
    /// <param name="counts">Bucket to count; a count of zero or less is passed over.</param>
    /// <param name="share">Above 0, up to 1: 0.5 is the median.</param>
    public static Duration? Percentile(IEnumerable<KeyValuePair<int, long>> counts, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var ordered = counts.Where(c => c.Value > 0).OrderBy(c => c.Key).ToList();
        var rank = (long)Math.Ceiling(share * ordered.Sum(c => c.Value));
        foreach (var (index, count) in ordered)
        {
            rank -= count;
            if (rank <= 0)
                return Value(index);
        }

        return null;
    }
}
