using NodaTime;
using Recovery.Clocks;

namespace Recovery.Tests.Clocks;

/// <summary>What holds on any calendar, at any moment, for any length.</summary>
public sealed class CalendarLawTests
{
    private const int Tries = 4000;

    [Fact]
    public void The_open_time_up_to_a_deadline_is_the_time_that_was_promised() =>
        CalendarWorlds.HoldsFor(Tries, world =>
        {
            var due = world.Calendar.AddBusinessTime(world.Start, world.First);

            Assert.Equal(world.First, world.Calendar.BusinessTimeBetween(world.Start, due));
            Assert.Equal(-world.First, world.Calendar.BusinessTimeBetween(due, world.Start));
        });

    [Fact]
    public void The_open_time_back_to_a_warning_is_the_time_it_was_to_come_before() =>
        CalendarWorlds.HoldsFor(Tries, world =>
        {
            var warning = world.Calendar.AddBusinessTime(world.Start, -world.First);

            Assert.Equal(world.First, world.Calendar.BusinessTimeBetween(warning, world.Start));
        });

    [Fact]
    public void Two_lengths_one_after_the_other_are_their_sum() =>
        CalendarWorlds.HoldsFor(Tries, world =>
        {
            var calendar = world.Calendar;

            Assert.Equal(
                calendar.AddBusinessTime(world.Start, world.First + world.Second),
                calendar.AddBusinessTime(calendar.AddBusinessTime(world.Start, world.First), world.Second));
            Assert.Equal(
                calendar.AddBusinessTime(world.Start, -world.First - world.Second),
                calendar.AddBusinessTime(calendar.AddBusinessTime(world.Start, -world.First), -world.Second));
        });

    [Fact]
    public void A_longer_promise_is_never_due_earlier() =>
        CalendarWorlds.HoldsFor(Tries, world =>
        {
            var due = world.Calendar.AddBusinessTime(world.Start, world.First);

            Assert.True(due >= world.Start);
            Assert.True(world.Calendar.AddBusinessTime(world.Start, world.First + world.Second) >= due);
        });

    [Fact]
    public void Open_times_of_two_spans_add_up() =>
        CalendarWorlds.HoldsFor(Tries, world =>
        {
            var calendar = world.Calendar;
            var middle = world.Start + world.First;
            var end = middle + world.Second;

            Assert.Equal(
                calendar.BusinessTimeBetween(world.Start, end),
                calendar.BusinessTimeBetween(world.Start, middle) + calendar.BusinessTimeBetween(middle, end));
        });

    [Fact]
    public void The_open_time_is_the_count_of_open_minutes() =>
        CalendarWorlds.HoldsFor(300, world =>
        {
            var end = world.Start + Duration.FromHours(60);
            var open = 0;
            for (var minute = world.Start; minute < end; minute += Duration.FromMinutes(1))
                open += world.Calendar.IsOpen(minute) ? 1 : 0;

            Assert.Equal(Duration.FromMinutes(open), world.Calendar.BusinessTimeBetween(world.Start, end));
        });

    [Fact]
    public void Away_from_clock_changes_open_means_that_the_wall_clock_is_within_the_hours() =>
        CalendarWorlds.HoldsFor(Tries, world =>
        {
            var calendar = world.Calendar;
            var day = Duration.FromDays(1);
            var settled = calendar.Zone.GetZoneIntervals(world.Start - day, world.Start + day).Count() == 1;
            var local = world.Start.InZone(calendar.Zone).LocalDateTime;
            var byTheWall = !calendar.Holidays.Contains(local.Date) && calendar.OpeningHours(local.DayOfWeek).Any(hours =>
                hours.From <= local.TimeOfDay && (local.TimeOfDay < hours.To || hours.To == LocalTime.Midnight));

            Assert.True(!settled || calendar.IsOpen(world.Start) == byTheWall);
        });

    [Theory]
    [InlineData("45bm")]
    [InlineData("7.25bh")]
    [InlineData("0bd")]
    [InlineData("1bd")]
    [InlineData("9bd")]
    [InlineData("1bd@close")]
    [InlineData("3bd@close")]
    public void Every_business_length_ends_in_business_hours_and_not_before_it_began(string written)
    {
        var length = PolicyDuration.Parse(written);

        CalendarWorlds.HoldsFor(1000, world =>
        {
            var due = world.Calendar.Add(world.Start, length);

            Assert.True(world.Calendar.IsWithinOrAtClose(due), $"{due} is outside the hours");
            Assert.True(due >= world.Start, $"{due} is before the start");
        });
    }

    [Fact]
    public void The_next_opening_is_open_and_nothing_is_open_before_it() =>
        CalendarWorlds.HoldsFor(Tries, world =>
        {
            var opening = world.Calendar.NextOpening(world.Start);

            Assert.True(world.Calendar.IsOpen(opening));
            Assert.Equal(Duration.Zero, world.Calendar.BusinessTimeBetween(world.Start, opening));
            Assert.Equal(opening == world.Start, world.Calendar.IsOpen(world.Start));
        });

    [Fact]
    public void Round_the_clock_business_time_is_elapsed_time() =>
        CalendarWorlds.HoldsFor(Tries, world =>
        {
            var always = BusinessCalendar.AlwaysOpen(world.Calendar.Zone);

            Assert.Equal(world.Start + world.First, always.AddBusinessTime(world.Start, world.First));
            Assert.Equal(world.Start - world.First, always.AddBusinessTime(world.Start, -world.First));
            Assert.True(always.IsOpen(world.Start));
        });
}
