using NodaTime;
using Recovery.Clocks;

namespace Recovery.Tests.Clocks;

public sealed class OpeningHoursTests
{
    [Theory]
    [InlineData("09:00-12:30")]
    [InlineData("00:00-24:00")]
    [InlineData("18:15-24:00")]
    public void An_interval_is_written_as_it_was_read(string text) => Assert.Equal(text, Given.Interval(text).ToString());

    [Theory]
    [InlineData(null, "not an opening interval")]
    [InlineData("", "not an opening interval")]
    [InlineData("09:00", "not an opening interval")]
    [InlineData("9-17", "not an opening interval")]
    [InlineData("09:00-25:00", "not an opening interval")]
    [InlineData("24:00-24:00", "not an opening interval")]
    [InlineData("09:00-00:00", "the day ends at 24:00")]
    [InlineData("09:00-12:30-17:00", "not an opening interval")]
    [InlineData("09:00-09:00", "is empty")]
    [InlineData("22:00-06:00", "Split it at midnight")]
    public void An_interval_that_makes_no_sense_is_refused_with_a_sentence(string? text, string says)
    {
        Assert.False(OpeningInterval.TryParse(text, out _, out var fault));

        Assert.Contains(says, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("09:00-12:00", "11:59-14:00", "overlap")]
    [InlineData("09:00-24:00", "23:00-24:00", "overlap")]
    [InlineData("13:00-14:00", "09:00-13:01", "09:00-13:01 and 13:00-14:00 on Tuesday overlap")]
    public void Overlapping_intervals_are_refused(string one, string other, string says) =>
        Assert.Contains(says, FaultOf(new() { [IsoDayOfWeek.Tuesday] = [one, other] }), StringComparison.Ordinal);

    [Fact]
    public void Touching_intervals_are_no_overlap() =>
        Assert.Null(FaultOf(new() { [IsoDayOfWeek.Tuesday] = ["12:00-14:00", "09:00-12:00"] }));

    [Fact]
    public void An_interval_that_was_built_reversed_or_empty_is_refused()
    {
        foreach (var to in new[] { new LocalTime(8, 0), new LocalTime(9, 0) })
        {
            var week = new Dictionary<IsoDayOfWeek, IReadOnlyList<OpeningInterval>>
            {
                [IsoDayOfWeek.Friday] = [new(new LocalTime(9, 0), to)],
            };

            Assert.False(BusinessCalendar.TryCreate("c", DateTimeZone.Utc, week, Given.Holidays(), out var calendar, out var fault));
            Assert.Null(calendar);
            Assert.Contains("on Friday is empty or closes before it opens", fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_calendar_that_never_opens_is_refused()
    {
        Assert.Contains("never opens", FaultOf([]), StringComparison.Ordinal);
        Assert.Contains("never opens", FaultOf(new() { [IsoDayOfWeek.Monday] = [] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_calendar_whose_holidays_close_it_for_more_than_a_year_is_refused()
    {
        var mondays = new Dictionary<IsoDayOfWeek, string[]> { [IsoDayOfWeek.Monday] = ["09:00-17:00"] };
        var first = new LocalDate(2026, 1, 5);
        HashSet<LocalDate> AllMondaysFor(int weeks) => [.. Enumerable.Range(0, weeks).Select(week => first.PlusWeeks(week))];

        Assert.Contains("closed for more than a year", FaultOf(mondays, AllMondaysFor(60)), StringComparison.Ordinal);
        Assert.Null(FaultOf(mondays, AllMondaysFor(50)));
    }

    [Fact]
    public void A_calendar_has_a_name() => Assert.Contains("needs a name", FaultOf([], name: " "), StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-11-24T08:59", false, false)]
    [InlineData("2026-11-24T09:00", true, true)]
    [InlineData("2026-11-24T12:29", true, true)]
    [InlineData("2026-11-24T12:30", false, true)]
    [InlineData("2026-11-24T13:00", false, false)]
    [InlineData("2026-11-24T13:30", true, true)]
    [InlineData("2026-11-24T18:00", false, true)]
    [InlineData("2026-11-28T10:00", false, false)]
    public void The_close_is_no_longer_open_but_still_business_hours(string moment, bool open, bool businessHours)
    {
        var office = Given.OfficeWithLunch();

        Assert.Equal(open, office.IsOpen(Given.At(moment)));
        Assert.Equal(businessHours, office.IsWithinOrAtClose(Given.At(moment)));
    }

    [Theory]
    [InlineData("2026-11-24T10:00", "2026-11-24T10:00")]
    [InlineData("2026-11-24T12:30", "2026-11-24T13:30")]
    [InlineData("2026-11-24T07:00", "2026-11-24T09:00")]
    [InlineData("2026-11-27T18:00", "2026-11-30T09:00")]
    [InlineData("2026-11-28T23:59", "2026-11-30T09:00")]
    public void The_next_opening_is_now_or_when_the_doors_open_again(string moment, string opening)
    {
        var office = Given.OfficeWithLunch();

        Assert.Equal(opening, office.NextOpening(Given.At(moment)).Local(office));
    }

    [Fact]
    public void A_holiday_is_no_business_day_and_has_no_close()
    {
        var office = Given.Office(Given.Berlin, "2026-12-25");

        Assert.False(office.IsBusinessDay(new(2026, 12, 25)));
        Assert.False(office.IsOpen(Given.At("2026-12-25T10:00")));
        Assert.Null(office.CloseOfDay(new(2026, 12, 25)));
        Assert.True(office.IsBusinessDay(new(2026, 12, 24)));
        Assert.Equal("2026-12-24T17:00", office.CloseOfDay(new(2026, 12, 24))!.Value.Local(office));
        Assert.Equal("2026-12-28T09:00", office.NextOpening(Given.At("2026-12-24T17:00")).Local(office));
    }

    [Fact]
    public void The_hours_are_those_of_the_calendars_own_zone()
    {
        Assert.True(Given.Office(Given.Berlin).IsOpen(Given.Utc("2026-11-24T08:00")));
        Assert.False(Given.Office(Given.NewYork).IsOpen(Given.Utc("2026-11-24T08:00")));
        Assert.True(Given.Office(Given.NewYork).IsOpen(Given.Utc("2026-11-24T21:59")));
    }

    [Fact]
    public void A_calendar_is_not_changed_by_what_it_was_made_from()
    {
        var hours = new List<OpeningInterval> { Given.Interval("09:00-17:00") };
        var week = new Dictionary<IsoDayOfWeek, IReadOnlyList<OpeningInterval>> { [IsoDayOfWeek.Tuesday] = hours };
        var holidays = Given.Holidays();
        BusinessCalendar.TryCreate("c", Given.Zone(Given.Berlin), week, holidays, out var calendar, out _);

        hours.Clear();
        holidays.Add(new LocalDate(2026, 11, 24));

        Assert.True(calendar!.IsOpen(Given.At("2026-11-24T10:00")));
        Assert.Equal(["09:00-17:00"], calendar.OpeningHours(IsoDayOfWeek.Tuesday).Select(interval => interval.ToString()));
        Assert.Empty(calendar.Holidays);
    }

    private static string? FaultOf(Dictionary<IsoDayOfWeek, string[]> week, HashSet<LocalDate>? holidays = null, string name = "c")
    {
        BusinessCalendar.TryCreate(name, DateTimeZone.Utc, Given.Week(week), holidays ?? [], out _, out var fault);
        return fault;
    }
}
