using System.Runtime.InteropServices;
using NodaTime;

namespace Recovery.Clocks;

/// <summary>An opening on the time line; <paramref name="End"/> is exclusive.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Opening(Instant Start, Instant End);

/// <summary>
/// The openings that belong to one local date, in order and apart from each other and from those of other dates. Its
/// <paramref name="Number"/> counts days since 1970-01-01.
/// </summary>
internal sealed record OpeningDay(int Number, Opening[] Openings, Duration Total);

/// <summary>
/// Turns weekly wall-clock opening hours into instants, a date at a time. Safe to share between threads.
/// </summary>
internal sealed class OpeningTimeline(
    DateTimeZone zone, IReadOnlyList<OpeningInterval>[] week, IReadOnlySet<LocalDate> holidays)
{
    /// <summary>A calendar that could stay shut for longer is refused when it is made; this only stops a search that cannot end.</summary>
    public const int LongestSearchInDays = 800;

    private const int SecondsPerDay = 86_400;
    private static readonly LocalDate s_epoch = new(1970, 1, 1);
    private static readonly int s_firstDay = Period.DaysBetween(s_epoch, new LocalDate(1, 1, 1));
    private static readonly int s_lastDay = Period.DaysBetween(s_epoch, new LocalDate(9990, 1, 1));

    // Direct-mapped: bounded without eviction rules, lock-free, and eleven years of days never collide.
    private const int Slots = 4096;
    private readonly OpeningDay?[] _resolved = new OpeningDay?[Slots];

    public int DayOf(Instant instant) =>
        (int)Math.Floor((instant.ToUnixTimeSeconds() + zone.GetUtcOffset(instant).Seconds) / (double)SecondsPerDay);

    /// <summary>No earlier day has an opening that lasts until the instant: a close at 24:00 can fall past a date that was skipped.</summary>
    public int FirstDayReaching(Instant instant) => DayOf(instant) - 2;

    /// <summary>No later day has an opening that begins by the instant: midnight itself can come twice.</summary>
    public int LastDayReaching(Instant instant) => DayOf(instant) + 1;

    public static int DayOf(LocalDate date) => Period.DaysBetween(s_epoch, date);

    public OpeningDay On(int day)
    {
        ref var slot = ref _resolved[day & (Slots - 1)];
        var known = Volatile.Read(ref slot);
        if (known?.Number == day)
            return known;
        var resolved = Resolve(day);
        Volatile.Write(ref slot, resolved);
        return resolved;
    }

    /// <summary>The first day with an opening, from <paramref name="day"/> on.</summary>
    public OpeningDay OpenDayFrom(int day) => Search(day, 1);

    /// <summary>The last day with an opening, up to and with <paramref name="day"/>.</summary>
    public OpeningDay OpenDayUpTo(int day) => Search(day, -1);

    /// <summary>A local time in a skipped hour moves on by the length of the skip; of two occurrences the caller names which.</summary>
    public Instant At(LocalDateTime local, bool laterOfTwo)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count switch
        {
            0 => local.WithOffset(mapping.EarlyInterval.WallOffset).ToInstant(),
            1 => mapping.Single().ToInstant(),
            _ => (laterOfTwo ? mapping.Last() : mapping.First()).ToInstant(),
        };
    }

    private OpeningDay Search(int day, int step)
    {
        for (var tried = 0; tried <= LongestSearchInDays; tried++, day += step)
        {
            var found = On(day);
            if (found.Openings.Length > 0)
                return found;
        }

        throw new InvalidOperationException($"The calendar has no opening within {LongestSearchInDays} days of {s_epoch.PlusDays(day)}.");
    }

    private OpeningDay Resolve(int day)
    {
        if (day < s_firstDay || day > s_lastDay)
            throw new InvalidOperationException("The search for opening hours left the years 1 to 9989.");

        // A clock change can stretch a close past the next opening, within a day or over midnight; nobody is open twice at once.
        var date = s_epoch.PlusDays(day);
        var lastClose = Instant.MinValue;
        foreach (var opening in WallClock(date.PlusDays(-1)))
            lastClose = Instant.Max(lastClose, opening.End);

        var openings = new List<Opening>();
        var total = Duration.Zero;
        foreach (var (start, end) in WallClock(date))
        {
            var from = Instant.Max(start, lastClose);
            if (from >= end)
                continue;
            openings.Add(new(from, end));
            total += end - from;
            lastClose = end;
        }

        return new(day, [.. openings], total);
    }

    private IEnumerable<Opening> WallClock(LocalDate date)
    {
        if (holidays.Contains(date) || IsSkipped(date))
            yield break;
        foreach (var interval in week[(int)date.DayOfWeek])
        {
            var close = interval.EndsWithTheDay ? date.PlusDays(1).AtMidnight() : date.At(interval.To);
            yield return new(At(date.At(interval.From), laterOfTwo: false), At(close, laterOfTwo: true));
        }
    }

    /// <summary>Zones that cross the date line lose a whole date (Samoa had no 30 December 2011).</summary>
    private bool IsSkipped(LocalDate date)
    {
        var midnight = zone.MapLocal(date.AtMidnight());
        return midnight.Count == 0 && midnight.LateInterval.IsoLocalStart.Date != date;
    }
}
