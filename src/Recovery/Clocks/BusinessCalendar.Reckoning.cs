using NodaTime;

namespace Recovery.Clocks;

/// <content>Adding to and measuring on the calendar.</content>
public sealed partial class BusinessCalendar
{
    /// <summary>
    /// The instant a length after the start, or before it when negative. Business lengths land within opening hours or
    /// exactly at close; calendar lengths land wherever they land.
    /// <list type="bullet">
    /// <item>Date parts keep the wall-clock time in <see cref="Zone"/> (a month from 31 January ends in February); a skipped
    /// time moves on by the skip, of a repeated time the first is taken.</item>
    /// <item>Business days count from the next opening when the start is outside opening hours. A time of day outside the
    /// hours of the day that is reached moves to the next opening of that day, or to its close.</item>
    /// <item>A negative <c>-1bd@close</c> is the close of the last business day before the local date of the start.</item>
    /// </list>
    /// </summary>
    /// <exception cref="InvalidOperationException">No opening in reach, see the type.</exception>
    public Instant Add(Instant start, PolicyDuration length)
    {
        var sign = length.IsNegative ? -1 : 1;
        return length.Form switch
        {
            DurationForm.BusinessHours or DurationForm.BusinessMinutes => AddBusinessTime(start, length.Time * sign),
            DurationForm.BusinessDays => AddBusinessDays(start, length.Days * sign),
            DurationForm.BusinessDayClose => CloseOfBusinessDay(start, length.Days * sign),
            _ => AddCalendarTime(start, length, sign),
        };
    }

    /// <summary>
    /// Moves through opening hours only. Time that runs out exactly at a close (going back: at an opening) stays there.
    /// A zero length gives the start, or the next opening when the start is neither within opening hours nor at a close.
    /// </summary>
    /// <exception cref="InvalidOperationException">No opening in reach, see the type.</exception>
    public Instant AddBusinessTime(Instant start, Duration length)
    {
        if (length == Duration.Zero)
            return IsWithinOrAtClose(start) ? start : NextOpening(start);
        return length > Duration.Zero ? Forward(start, length) : Back(start, -length);
    }

    /// <summary>The open time from one instant to the other; negative when the second is the earlier.</summary>
    public Duration BusinessTimeBetween(Instant from, Instant to)
    {
        if (to < from)
            return -BusinessTimeBetween(to, from);

        var open = Duration.Zero;
        var lastDay = _timeline.LastDayReaching(to);
        for (var number = _timeline.FirstDayReaching(from); number <= lastDay; number++)
        {
            var day = _timeline.On(number);
            if (day.Openings is not [var first, ..])
                continue;
            if (first.Start >= from && day.Openings[^1].End <= to)
            {
                open += day.Total;
                continue;
            }

            foreach (var opening in day.Openings)
            {
                var start = Instant.Max(opening.Start, from);
                var end = Instant.Min(opening.End, to);
                if (start < end)
                    open += end - start;
            }
        }

        return open;
    }

    private Instant Forward(Instant start, Duration left)
    {
        for (var day = _timeline.OpenDayFrom(_timeline.FirstDayReaching(start)); ; day = _timeline.OpenDayFrom(day.Number + 1))
        {
            if (day.Openings[0].Start >= start && day.Total < left)
            {
                left -= day.Total;
                continue;
            }

            foreach (var opening in day.Openings)
            {
                if (opening.End <= start)
                    continue;
                var from = Instant.Max(opening.Start, start);
                var available = opening.End - from;
                if (left <= available)
                    return from + left;
                left -= available;
            }
        }
    }

    private Instant Back(Instant start, Duration left)
    {
        for (var day = _timeline.OpenDayUpTo(_timeline.LastDayReaching(start)); ; day = _timeline.OpenDayUpTo(day.Number - 1))
        {
            for (var i = day.Openings.Length - 1; i >= 0; i--)
            {
                var opening = day.Openings[i];
                if (opening.Start >= start)
                    continue;
                var to = Instant.Min(opening.End, start);
                var available = to - opening.Start;
                if (left <= available)
                    return to - left;
                left -= available;
            }
        }
    }

    private Instant AddBusinessDays(Instant start, int days)
    {
        var from = start;
        if (BusinessDayAt(start) is not { } day)
        {
            from = NextOpening(start);
            day = BusinessDayAt(from)!;
        }

        if (days == 0)
            return from;

        // The local time moves by whole dates from the day the opening belongs to, so that a close at 24:00 stays one.
        var target = MoveBusinessDays(day.Number, days);
        var local = from.InZone(Zone).LocalDateTime.PlusDays(target.Number - day.Number);
        return ClampInto(target, _timeline.At(local, laterOfTwo: false));
    }

    private Instant CloseOfBusinessDay(Instant start, int days) =>
        MoveBusinessDays(_timeline.DayOf(start), days).Openings[^1].End;

    private OpeningDay MoveBusinessDays(int day, int days)
    {
        var reached = _timeline.On(day);
        for (var i = 0; i < days; i++)
            reached = _timeline.OpenDayFrom(reached.Number + 1);
        for (var i = 0; i > days; i--)
            reached = _timeline.OpenDayUpTo(reached.Number - 1);
        return reached;
    }

    private static Instant ClampInto(OpeningDay day, Instant instant)
    {
        foreach (var opening in day.Openings)
        {
            if (instant <= opening.End)
                return Instant.Max(opening.Start, instant);
        }

        return day.Openings[^1].End;
    }

    private Instant AddCalendarTime(Instant start, PolicyDuration length, int sign)
    {
        var elapsed = length.Time * sign;
        var period = length.Period;
        // Without a date part the instant must not pass through the wall clock, which has some hours twice.
        if (!period.HasDateComponent)
            return start + elapsed;

        var local = start.InZone(Zone).LocalDateTime;
        var date = local.Date.PlusYears(period.Years * sign).PlusMonths(period.Months * sign)
            .PlusWeeks(period.Weeks * sign).PlusDays(period.Days * sign);
        return _timeline.At(date.At(local.TimeOfDay), laterOfTwo: false) + elapsed;
    }
}
