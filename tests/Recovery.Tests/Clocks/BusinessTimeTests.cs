using NodaTime;

namespace Recovery.Tests.Clocks;

/// <summary>Hours, minutes and days on ordinary weeks; clock changes have their own stories.</summary>
public sealed class BusinessTimeTests
{
    // 24 November 2026 is a Tuesday, the 27th a Friday.
    [Theory]
    [InlineData("2026-11-24T10:00", "4bh", "2026-11-24T14:00")]
    [InlineData("2026-11-24T10:00", "1.5bh", "2026-11-24T11:30")]
    [InlineData("2026-11-24T15:00", "4bh", "2026-11-25T11:00")]
    [InlineData("2026-11-27T16:45", "30bm", "2026-11-30T09:15")]
    [InlineData("2026-11-28T03:00", "1bh", "2026-11-30T10:00")]
    [InlineData("2026-11-24T06:00", "8bh", "2026-11-24T17:00")]
    [InlineData("2026-11-24T09:00", "40bh", "2026-11-30T17:00")]
    [InlineData("2026-11-24T09:00", "320bh", "2027-01-18T17:00")]
    public void Business_hours_pass_only_while_the_office_is_open(string start, string length, string end) =>
        Assert.Equal(end, Given.Office().Add(start, length));

    [Fact]
    public void Hours_that_run_out_at_closing_time_are_due_at_closing_time_not_next_morning() =>
        Assert.Equal("2026-11-27T17:00", Given.Office().Add("2026-11-27T09:00", "8bh"));

    [Theory]
    [InlineData("2026-11-24T10:00", "2026-11-24T10:00")]
    [InlineData("2026-11-24T17:00", "2026-11-24T17:00")]
    [InlineData("2026-11-24T17:01", "2026-11-25T09:00")]
    public void No_business_time_is_now_or_at_close_or_when_the_office_opens(string start, string end)
    {
        Assert.Equal(end, Given.Office().Add(start, "0bh"));
        Assert.Equal(end, Given.Office().Add(start, "0bm"));
        Assert.Equal(end, Given.Office().Add(start, "0bd"));
    }

    [Theory]
    [InlineData("2026-11-24T12:00", "1bh", "2026-11-24T14:00")]
    [InlineData("2026-11-24T12:00", "30bm", "2026-11-24T12:30")]
    [InlineData("2026-11-24T13:00", "15bm", "2026-11-24T13:45")]
    [InlineData("2026-11-24T14:00", "-1bh", "2026-11-24T12:00")]
    public void Lunch_is_no_business_time(string start, string length, string end) =>
        Assert.Equal(end, Given.OfficeWithLunch().Add(start, length));

    [Theory]
    [InlineData("2026-11-24T14:00", "-4bh", "2026-11-24T10:00")]
    [InlineData("2026-11-30T10:00", "-2bh", "2026-11-27T16:00")]
    [InlineData("2026-11-29T10:00", "-2bh", "2026-11-27T15:00")]
    [InlineData("2026-11-24T17:00", "-8bh", "2026-11-24T09:00")]
    public void A_negative_length_counts_back_through_opening_hours(string start, string length, string end) =>
        Assert.Equal(end, Given.Office().Add(start, length));

    [Fact]
    public void A_holiday_is_passed_over()
    {
        var office = Given.Office(Given.Berlin, "2026-12-25", "2027-01-01");

        Assert.Equal("2026-12-28T10:00", office.Add("2026-12-24T16:00", "2bh"));
        Assert.Equal("2026-12-28T16:00", office.Add("2026-12-24T16:00", "1bd"));
        Assert.Equal("2026-12-28T17:00", office.Add("2026-12-24T16:00", "1bd@close"));
        Assert.Equal("2026-12-24T16:00", office.Add("2026-12-28T10:00", "-2bh"));
        Assert.Equal("2027-01-04T12:00", office.Add("2026-12-31T12:00", "1bd"));
    }

    [Theory]
    [InlineData("2026-11-24T14:10", "2bd", "2026-11-26T14:10")]
    [InlineData("2026-11-26T14:10", "2bd", "2026-11-30T14:10")]
    [InlineData("2026-11-28T12:00", "1bd", "2026-12-01T09:00")]
    [InlineData("2026-11-24T20:00", "1bd", "2026-11-26T09:00")]
    [InlineData("2026-11-24T07:00", "1bd", "2026-11-25T09:00")]
    [InlineData("2026-11-27T17:00", "1bd", "2026-11-30T17:00")]
    [InlineData("2026-11-24T14:10", "-2bd", "2026-11-20T14:10")]
    [InlineData("2026-11-29T12:00", "-1bd", "2026-11-27T09:00")]
    public void Business_days_keep_the_time_of_day_of_a_start_in_business_hours(string start, string length, string end) =>
        Assert.Equal(end, Given.Office().Add(start, length));

    [Theory]
    [InlineData("2026-11-23T08:00", "1bd", "2026-11-24T10:00")]
    [InlineData("2026-11-23T12:30", "1bd", "2026-11-24T13:00")]
    [InlineData("2026-11-23T18:00", "1bd", "2026-11-24T15:00")]
    [InlineData("2026-11-23T12:00", "1bd", "2026-11-24T12:00")]
    [InlineData("2026-11-23T14:00", "1bd", "2026-11-24T14:00")]
    public void A_time_of_day_that_the_day_reached_does_not_have_moves_into_its_hours(string start, string length, string end)
    {
        var calendar = Given.Calendar(Given.Berlin, new()
        {
            [IsoDayOfWeek.Monday] = ["08:00-20:00"],
            [IsoDayOfWeek.Tuesday] = ["10:00-12:00", "13:00-15:00"],
        });

        Assert.Equal(end, calendar.Add(start, length));
    }

    [Theory]
    [InlineData("2026-11-24T10:00", "3bd@close", "2026-11-27T17:00")]
    [InlineData("2026-11-24T23:00", "3bd@close", "2026-11-27T17:00")]
    [InlineData("2026-11-25T00:00", "3bd@close", "2026-11-30T17:00")]
    [InlineData("2026-11-28T10:00", "1bd@close", "2026-11-30T17:00")]
    [InlineData("2026-11-30T10:00", "-1bd@close", "2026-11-27T17:00")]
    public void By_close_of_the_nth_business_day_counts_from_the_date_whatever_the_time(string start, string length, string end) =>
        Assert.Equal(end, Given.Office().Add(start, length));

    [Fact]
    public void A_day_with_two_closes_ends_at_the_last() =>
        Assert.Equal("2026-11-25T18:00", Given.OfficeWithLunch().Add("2026-11-24T10:00", "1bd@close"));

    [Theory]
    [InlineData("2026-11-24T22:00", "2bh", "2026-11-25T00:00")]
    [InlineData("2026-11-24T22:00", "3bh", "2026-11-25T19:00")]
    [InlineData("2026-11-25T00:00", "1bd", "2026-11-26T00:00")]
    [InlineData("2026-11-25T00:00", "0bh", "2026-11-25T00:00")]
    [InlineData("2026-11-24T20:00", "1bd@close", "2026-11-26T00:00")]
    [InlineData("2026-11-25T19:00", "-2bh", "2026-11-24T23:00")]
    public void A_day_that_closes_at_midnight_still_owns_its_close(string start, string length, string end) =>
        Assert.Equal(end, Given.Daily(Given.Berlin, "18:00-24:00").Add(start, length));

    [Fact]
    public void A_midnight_between_two_open_days_belongs_to_the_day_that_begins()
    {
        IsoDayOfWeek[] days = [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Thursday];

        Assert.Equal("2026-11-26T00:00", Given.Weekly(Given.Berlin, days, ["00:00-24:00"]).Add("2026-11-24T00:00", "1bd"));
    }

    [Fact]
    public void A_night_shift_runs_through_midnight()
    {
        var nights = Given.Daily(Given.Berlin, "00:00-06:00", "22:00-24:00");

        Assert.True(nights.IsOpen(Given.At("2026-11-25T00:00")));
        Assert.Equal("2026-11-25T03:00", nights.Add("2026-11-24T23:00", "4bh"));
        Assert.Equal("2026-11-24T23:00", nights.Add("2026-11-25T03:00", "-4bh"));
        Assert.Equal("2026-11-25T23:00", nights.Add("2026-11-24T22:00", "9bh"));
    }

    [Fact]
    public void The_open_time_between_two_moments_leaves_nights_weekends_and_lunch_out()
    {
        var office = Given.OfficeWithLunch();

        Assert.Equal(Duration.FromHours(3), office.BusinessTimeBetween(Given.At("2026-11-24T11:00"), Given.At("2026-11-24T15:00")));
        Assert.Equal(Duration.FromHours(2), office.BusinessTimeBetween(Given.At("2026-11-27T17:00"), Given.At("2026-11-30T10:00")));
        Assert.Equal(Duration.FromHours(40), office.BusinessTimeBetween(Given.At("2026-11-23T00:00"), Given.At("2026-11-30T00:00")));
        Assert.Equal(Duration.Zero, office.BusinessTimeBetween(Given.At("2026-11-28T10:00"), Given.At("2026-11-29T10:00")));
        Assert.Equal(Duration.FromHours(-2), office.BusinessTimeBetween(Given.At("2026-11-30T10:00"), Given.At("2026-11-27T17:00")));
    }

    [Fact]
    public void The_same_length_ends_elsewhere_in_another_zone()
    {
        var start = Given.Utc("2026-11-24T12:00");

        var inBerlin = Given.Office(Given.Berlin).AddBusinessTime(start, Duration.FromHours(1));
        var inNewYork = Given.Office(Given.NewYork).AddBusinessTime(start, Duration.FromHours(1));

        Assert.Equal(Given.Utc("2026-11-24T13:00"), inBerlin);
        Assert.Equal(Given.Utc("2026-11-24T15:00"), inNewYork);
    }

    [Theory]
    [InlineData("2027-01-31T10:00", "P1M", "2027-02-28T10:00")]
    [InlineData("2026-11-24T22:00", "P1W", "2026-12-01T22:00")]
    [InlineData("2026-11-24T22:00", "PT30M", "2026-11-24T22:30")]
    [InlineData("2026-11-24T22:00", "P1DT12H", "2026-11-26T10:00")]
    [InlineData("2026-11-24T22:00", "-P1DT12H", "2026-11-23T10:00")]
    [InlineData("2026-11-28T22:00", "PT0S", "2026-11-28T22:00")]
    public void Calendar_time_does_not_ask_who_is_open(string start, string length, string end) =>
        Assert.Equal(end, Given.Office().Add(start, length));

    [Fact]
    public void A_search_that_leaves_the_known_years_stops_and_says_so() =>
        Assert.Throws<InvalidOperationException>(() => Given.Office().NextOpening(Given.Utc("9991-01-01T00:00")));

    [Fact]
    public void Days_eleven_years_apart_share_a_cache_slot_and_are_still_told_apart()
    {
        var office = Given.Office(Given.Berlin, "2026-11-24");
        var holiday = Given.At("2026-11-24T10:00");
        var sameSlot = Given.At("2038-02-10T10:00");

        Assert.Equal(4096, Period.DaysBetween(new(2026, 11, 24), new(2038, 2, 10)));
        Assert.False(office.IsOpen(holiday));
        Assert.True(office.IsOpen(sameSlot));
        Assert.False(office.IsOpen(holiday));
    }
}
