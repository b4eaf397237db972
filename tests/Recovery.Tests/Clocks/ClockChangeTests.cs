using NodaTime;
using Recovery.Clocks;

namespace Recovery.Tests.Clocks;

/// <summary>
/// Berlin: 29 March 2026 02:00 to 03:00, 25 October 2026 03:00 back to 02:00. New York: 8 March and 1 November 2026, both
/// at 02:00. Lord Howe moves by half an hour: 5 April 2026 02:00 back to 01:30, 4 October 2026 02:00 to 02:30.
/// </summary>
public sealed class ClockChangeTests
{
    [Theory]
    [InlineData(Given.Berlin, "2026-03-29", 23 * 60)]
    [InlineData(Given.Berlin, "2026-10-25", 25 * 60)]
    [InlineData(Given.NewYork, "2026-03-08", 23 * 60)]
    [InlineData(Given.NewYork, "2026-11-01", 25 * 60)]
    [InlineData(Given.LordHowe, "2026-10-04", (23 * 60) + 30)]
    [InlineData(Given.LordHowe, "2026-04-05", (24 * 60) + 30)]
    [InlineData(Given.Berlin, "2026-11-24", 24 * 60)]
    public void A_day_round_the_clock_has_the_hours_that_really_pass(string zone, string date, int minutes)
    {
        var calendar = BusinessCalendar.AlwaysOpen(Given.Zone(zone));
        var midnight = Given.At(date + "T00:00", zone);

        var close = calendar.CloseOfDay(midnight.InZone(calendar.Zone).Date)!.Value;

        Assert.Equal(Duration.FromMinutes(minutes), close - midnight);
        Assert.Equal(Duration.FromMinutes(minutes), calendar.BusinessTimeBetween(midnight, close));
    }

    [Theory]
    [InlineData(Given.Berlin, "2026-03-28T22:00", "2026-03-29T07:00")]
    [InlineData(Given.Berlin, "2026-10-24T22:00", "2026-10-25T05:00")]
    [InlineData(Given.NewYork, "2026-03-07T22:00", "2026-03-08T07:00")]
    [InlineData(Given.NewYork, "2026-10-31T22:00", "2026-11-01T05:00")]
    [InlineData(Given.LordHowe, "2026-10-03T22:00", "2026-10-04T06:30")]
    [InlineData(Given.LordHowe, "2026-04-04T22:00", "2026-04-05T05:30")]
    public void Eight_hours_of_a_night_shift_are_eight_hours_whatever_the_clock_says(string zone, string start, string end)
    {
        var nights = Given.Daily(zone, "00:00-08:00", "20:00-24:00");

        Assert.Equal(end, nights.Add(start, "8bh"));
        Assert.Equal(start, nights.Add(end, "-8bh"));
    }

    [Theory]
    [InlineData(Given.Berlin, "2026-03-27T15:00", "2026-03-30T11:00")]
    [InlineData(Given.Berlin, "2026-10-23T15:00", "2026-10-26T11:00")]
    [InlineData(Given.NewYork, "2026-03-06T15:00", "2026-03-09T11:00")]
    [InlineData(Given.NewYork, "2026-10-30T15:00", "2026-11-02T11:00")]
    public void An_office_that_sleeps_through_the_change_keeps_its_wall_clock(string zone, string start, string end) =>
        Assert.Equal(end, Given.Office(zone).Add(start, "4bh"));

    [Theory]
    [InlineData(Given.Berlin, "2026-03-28T14:00", 23.0)]
    [InlineData(Given.Berlin, "2026-10-24T14:00", 25.0)]
    [InlineData(Given.LordHowe, "2026-10-03T14:00", 23.5)]
    [InlineData(Given.LordHowe, "2026-04-04T14:00", 24.5)]
    public void A_calendar_day_keeps_the_time_of_day_while_24_hours_do_not(string zone, string start, double hoursOfDay)
    {
        var calendar = Given.Office(zone);
        var from = Given.At(start, zone);

        Assert.Equal(Duration.FromHours(hoursOfDay), calendar.Add(from, PolicyDuration.Parse("P1D")) - from);
        Assert.Equal(Duration.FromHours(24), calendar.Add(from, PolicyDuration.Parse("PT24H")) - from);
        Assert.Equal(Duration.FromHours(24), calendar.Add(from, PolicyDuration.Parse("P0DT24H")) - from);
    }

    [Fact]
    public void Fourteen_days_that_end_in_the_skipped_hour_end_as_much_later() =>
        Assert.Equal("2026-03-29T03:30", Given.Office().Add("2026-03-15T02:30", "P14D"));

    [Fact]
    public void Fourteen_days_that_end_in_the_repeated_hour_end_at_its_first_pass() =>
        Assert.Equal(Given.Utc("2026-10-25T00:30"), Given.Office().Add(Given.At("2026-10-11T02:30"), PolicyDuration.Parse("P14D")));

    [Fact]
    public void Minutes_from_the_second_pass_of_the_repeated_hour_do_not_fall_back_into_the_first()
    {
        var secondPass = Given.Utc("2026-10-25T01:30");

        Assert.Equal(Given.Utc("2026-10-25T01:35"), Given.Office().Add(secondPass, PolicyDuration.Parse("PT5M")));
        Assert.Equal(Given.Utc("2026-10-25T01:30"), Given.Daily(Given.Berlin, "00:00-24:00").Add(secondPass, PolicyDuration.Parse("0bd")));
    }

    [Fact]
    public void An_opening_in_the_skipped_hour_moves_on_by_the_skip()
    {
        var calendar = Given.Daily(Given.Berlin, "02:30-05:00");

        Assert.Equal("2026-03-29T03:30", calendar.NextOpening(Given.At("2026-03-29T00:00")).Local(calendar));
        Assert.Equal(Duration.FromMinutes(90), calendar.BusinessTimeBetween(Given.At("2026-03-29T00:00"), Given.At("2026-03-29T12:00")));
    }

    [Fact]
    public void A_close_in_the_skipped_hour_moves_on_by_the_skip()
    {
        var calendar = Given.Daily(Given.Berlin, "00:00-02:30");

        Assert.Equal("2026-03-29T03:30", calendar.CloseOfDay(new(2026, 3, 29))!.Value.Local(calendar));
        Assert.Equal("2026-03-29T03:30", calendar.Add("2026-03-28T02:30", "1bd"));
    }

    [Fact]
    public void A_close_in_the_repeated_hour_is_its_second_pass_and_an_opening_its_first()
    {
        var closing = Given.Daily(Given.Berlin, "00:00-02:30");
        var opening = Given.Daily(Given.Berlin, "02:30-05:00");

        Assert.Equal(Given.Utc("2026-10-25T01:30"), closing.CloseOfDay(new(2026, 10, 25)));
        Assert.True(closing.IsOpen(Given.Utc("2026-10-25T00:45")));
        Assert.Equal(Given.Utc("2026-10-25T00:30"), opening.NextOpening(Given.At("2026-10-25T00:00")));
        Assert.Equal(Duration.FromMinutes(210), opening.BusinessTimeBetween(Given.At("2026-10-25T00:00"), Given.At("2026-10-25T12:00")));
    }

    [Fact]
    public void Two_openings_that_the_repeated_hour_pushes_together_are_counted_once()
    {
        var calendar = Given.Daily(Given.Berlin, "01:00-02:15", "02:45-04:00");

        // 01:00 to 04:00 takes four hours that night, and the pause between the two openings is swallowed.
        Assert.Equal(Duration.FromHours(4), calendar.BusinessTimeBetween(Given.At("2026-10-25T00:00"), Given.At("2026-10-25T12:00")));
        Assert.Equal("2026-10-25T04:00", calendar.Add("2026-10-25T00:00", "4bh"));
    }

    [Fact]
    public void An_opening_that_lies_wholly_in_the_skipped_hour_does_not_happen()
    {
        var sundays = Given.Weekly(Given.Berlin, [IsoDayOfWeek.Sunday], ["02:00-03:00"]);

        Assert.False(sundays.IsBusinessDay(new(2026, 3, 29)));
        Assert.Equal("2026-04-05T02:00", sundays.NextOpening(Given.At("2026-03-29T00:00")).Local(sundays));
    }

    [Fact]
    public void A_date_that_never_was_is_no_business_day()
    {
        // Samoa crossed the date line: Thursday 29 December 2011 was followed by Saturday 31.
        var samoa = Given.Office("Pacific/Apia");

        Assert.False(samoa.IsBusinessDay(new(2011, 12, 30)));
        Assert.False(samoa.IsOpen(Given.At("2011-12-31T10:00", "Pacific/Apia")));
        Assert.Equal("2012-01-02T10:00", samoa.Add("2011-12-29T16:00", "2bh"));
        Assert.Equal("2012-01-02T16:00", samoa.Add("2011-12-29T16:00", "1bd"));
    }

    [Fact]
    public void A_close_at_midnight_before_a_date_that_never_was_is_still_a_close()
    {
        var samoa = Given.Weekly("Pacific/Apia", [IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday], ["18:00-24:00"]);
        var close = samoa.CloseOfDay(new(2011, 12, 29))!.Value;

        Assert.Equal("2011-12-31T00:00", close.Local(samoa));
        Assert.True(samoa.IsWithinOrAtClose(close));
        Assert.Equal(close, samoa.AddBusinessTime(close, Duration.Zero));
    }

    [Fact]
    public void A_midnight_that_is_skipped_opens_and_closes_where_the_clock_goes_on()
    {
        // Sao Paulo went from 23:59 on 3 November 2018 to 01:00 on the 4th.
        var calendar = Given.Daily("America/Sao_Paulo", "00:00-06:00", "22:00-24:00");

        Assert.Equal("2018-11-04T02:00", calendar.Add("2018-11-03T22:00", "3bh"));
        Assert.Equal("2018-11-04T01:00", calendar.Add("2018-11-03T22:00", "2bh"));
    }

    [Fact]
    public void A_midnight_that_comes_twice_belongs_to_one_day_only()
    {
        // St. John's went back from 00:01 on 7 November 2010 to 23:01 on the 6th, so 23:01 to 00:01 came twice.
        var calendar = Given.Daily("America/St_Johns", "00:00-24:00");
        var noon = Given.At("2010-11-06T12:00", "America/St_Johns");

        Assert.Equal(noon + Duration.FromHours(25), calendar.Add(noon, PolicyDuration.Parse("25bh")));
        Assert.Equal("2010-11-07T12:00", calendar.Add("2010-11-06T12:00", "25bh"));
    }

    [Fact]
    public void A_day_opened_at_its_first_midnight_stays_open_while_the_clock_shows_the_day_before()
    {
        var sundays = Given.Weekly("America/St_Johns", [IsoDayOfWeek.Sunday], ["00:00-06:00"]);
        var saturdayAgain = Given.Utc("2010-11-07T03:00");

        Assert.Equal("2010-11-06T23:30", saturdayAgain.Local(sundays));
        Assert.True(sundays.IsOpen(saturdayAgain));
        Assert.True(sundays.IsWithinOrAtClose(saturdayAgain));
        Assert.Equal(Given.Utc("2010-11-07T02:45"), sundays.Add(saturdayAgain, PolicyDuration.Parse("-15bm")));
        Assert.Equal(Duration.FromMinutes(30), sundays.BusinessTimeBetween(Given.At("2010-11-06T12:00", "America/St_Johns"), saturdayAgain));
    }
}
