using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace Recovery.Clocks;

/// <summary>
/// When the business is open: a time zone, wall-clock opening intervals per weekday, holidays. Immutable; safe to share
/// between threads.
/// <para>
/// Openings follow the wall clock over a clock change: one that spans the skipped hour is an hour shorter, one that spans
/// the repeated hour an hour longer. An edge inside a skipped hour moves on by the length of the skip; an edge inside a
/// repeated hour opens at its first occurrence and closes at its second. An instant exactly at close still counts as
/// business hours, so that "by close" can be met.
/// </para>
/// <para>
/// Every method that searches for an opening throws <see cref="InvalidOperationException"/> if there is none within 800
/// days, or if the search leaves the years 1 to 9989. <see cref="TryCreate"/> refuses calendars that stay closed for a year.
/// </para>
/// </summary>
public sealed partial class BusinessCalendar
{
    private const int LongestClosureInDays = 366;
    private readonly IReadOnlyList<OpeningInterval>[] _week;
    private readonly OpeningTimeline _timeline;

    private BusinessCalendar(string name, DateTimeZone zone, IReadOnlyList<OpeningInterval>[] week, FrozenSet<LocalDate> holidays)
    {
        Name = name;
        Zone = zone;
        Holidays = holidays;
        _week = week;
        _timeline = new(zone, week, holidays);
    }

    public string Name { get; }

    public DateTimeZone Zone { get; }

    public IReadOnlySet<LocalDate> Holidays { get; }

    /// <summary>Open around the clock, every day of the year.</summary>
    public static BusinessCalendar AlwaysOpen(DateTimeZone zone)
    {
        var day = new[] { OpeningInterval.WholeDay };
        return new("always open", zone, [[], day, day, day, day, day, day, day], []);
    }

    /// <param name="name">How the policy refers to it.</param>
    /// <param name="zone">The zone whose wall clock the intervals are read on.</param>
    /// <param name="week">A weekday that is absent is closed; the intervals of a day may come in any order.</param>
    /// <param name="holidays">Local dates on which the business stays closed whatever the weekday.</param>
    /// <param name="calendar">Null when it is refused.</param>
    /// <param name="fault">A sentence for whoever wrote the calendar.</param>
    public static bool TryCreate(
        string name,
        DateTimeZone zone,
        IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<OpeningInterval>> week,
        IReadOnlySet<LocalDate> holidays,
        [NotNullWhen(true)] out BusinessCalendar? calendar,
        [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(week);
        ArgumentNullException.ThrowIfNull(holidays);

        var days = new IReadOnlyList<OpeningInterval>[8];
        Array.Fill(days, []);
        foreach (var (day, intervals) in week)
        {
            if (day is not IsoDayOfWeek.None)
                days[(int)day] = [.. intervals.OrderBy(interval => interval.From)];
        }

        fault = FaultOf(name, days, holidays);
        calendar = fault is null ? new(name, zone, days, holidays.ToFrozenSet()) : null;
        return fault is null;
    }

    public IReadOnlyList<OpeningInterval> OpeningHours(IsoDayOfWeek day) => _week[(int)day];

    /// <summary>A day with any opening, that is: no holiday, and its openings not swallowed by a clock change.</summary>
    public bool IsBusinessDay(LocalDate date) => _timeline.On(OpeningTimeline.DayOf(date)).Openings.Length > 0;

    /// <summary>The last close of a local date; null when it is no business day.</summary>
    public Instant? CloseOfDay(LocalDate date) =>
        _timeline.On(OpeningTimeline.DayOf(date)).Openings is [.., var last] ? last.End : null;

    /// <summary>False at the instant of closing, unless another opening begins there.</summary>
    public bool IsOpen(Instant instant)
    {
        var last = _timeline.LastDayReaching(instant);
        for (var day = _timeline.FirstDayReaching(instant); day <= last; day++)
        {
            foreach (var opening in _timeline.On(day).Openings)
            {
                if (opening.Start <= instant && instant < opening.End)
                    return true;
            }
        }

        return false;
    }

    /// <summary>As <see cref="IsOpen"/>, but true at the instant of closing.</summary>
    public bool IsWithinOrAtClose(Instant instant) => BusinessDayAt(instant) is not null;

    /// <summary>The instant itself when the business is open then; at closing it is the opening that follows.</summary>
    public Instant NextOpening(Instant instant)
    {
        for (var day = _timeline.OpenDayFrom(_timeline.FirstDayReaching(instant)); ; day = _timeline.OpenDayFrom(day.Number + 1))
        {
            foreach (var opening in day.Openings)
            {
                if (opening.End > instant)
                    return Instant.Max(opening.Start, instant);
            }
        }
    }

    /// <summary>
    /// The day that an opening belongs to, though its close at 24:00 falls on the next date. An opening that begins
    /// at the instant goes before one that ends there.
    /// </summary>
    private OpeningDay? BusinessDayAt(Instant instant)
    {
        OpeningDay? closing = null;
        var last = _timeline.LastDayReaching(instant);
        for (var number = _timeline.FirstDayReaching(instant); number <= last; number++)
        {
            var day = _timeline.On(number);
            foreach (var opening in day.Openings)
            {
                if (opening.Start <= instant && instant < opening.End)
                    return day;
                if (instant == opening.End)
                    closing = day;
            }
        }

        return closing;
    }

    private static string? FaultOf(string name, IReadOnlyList<OpeningInterval>[] week, IReadOnlySet<LocalDate> holidays)
    {
        if (string.IsNullOrWhiteSpace(name))
            return "A business calendar needs a name.";

        for (var day = IsoDayOfWeek.Monday; day <= IsoDayOfWeek.Sunday; day++)
        {
            var intervals = week[(int)day];
            foreach (var interval in intervals)
            {
                if (!interval.IsForward)
                    return $"Calendar \"{name}\": the opening interval {interval} on {day} is empty or closes before it opens.";
            }

            foreach (var (earlier, later) in intervals.Zip(intervals.Skip(1)))
            {
                if (earlier.EndsWithTheDay || later.From < earlier.To)
                    return $"Calendar \"{name}\": the opening intervals {earlier} and {later} on {day} overlap.";
            }
        }

        if (week.All(intervals => intervals.Count == 0))
            return $"Calendar \"{name}\" never opens: give at least one weekday an opening interval.";
        return LongClosure(week, holidays) is { } shut
            ? $"Calendar \"{name}\" is closed for more than a year without a break, up to {shut:uuuu-MM-dd}: see its holidays."
            : null;
    }

    private static LocalDate? LongClosure(IReadOnlyList<OpeningInterval>[] week, IReadOnlySet<LocalDate> holidays)
    {
        if (holidays.Count <= LongestClosureInDays / 7)
            return null;
        var closed = 0;
        var last = holidays.Max();
        for (var date = holidays.Min(); date <= last; date = date.PlusDays(1))
        {
            closed = holidays.Contains(date) || week[(int)date.DayOfWeek].Count == 0 ? closed + 1 : 0;
            if (closed > LongestClosureInDays)
                return date;
        }

        return null;
    }
}
