using NodaTime;
using NodaTime.Text;
using Recovery.Clocks;

namespace Recovery.Tests.Clocks;

/// <summary>Calendars and moments as the stories name them.</summary>
internal static class Given
{
    public const string Berlin = "Europe/Berlin";
    public const string NewYork = "America/New_York";
    public const string LordHowe = "Australia/Lord_Howe";

    public static readonly IsoDayOfWeek[] Weekdays =
        [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday];

    public static readonly IsoDayOfWeek[] EveryDay = [.. Weekdays, IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday];

    public static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb[id];

    /// <summary>Monday to Friday, 09:00 to 17:00.</summary>
    public static BusinessCalendar Office(string zone = Berlin, params string[] holidays) => Weekly(zone, Weekdays, ["09:00-17:00"], holidays);

    /// <summary>Monday to Friday, 09:00 to 12:30 and 13:30 to 18:00.</summary>
    public static BusinessCalendar OfficeWithLunch() => Weekly(Berlin, Weekdays, ["09:00-12:30", "13:30-18:00"]);

    public static BusinessCalendar Daily(string zone, params string[] hours) => Weekly(zone, EveryDay, hours);

    public static BusinessCalendar Weekly(string zone, IsoDayOfWeek[] days, string[] hours, params string[] holidays) =>
        Calendar(zone, days.ToDictionary(day => day, _ => hours), holidays);

    public static BusinessCalendar Calendar(string zone, Dictionary<IsoDayOfWeek, string[]> week, params string[] holidays)
    {
        var made = BusinessCalendar.TryCreate("test", Zone(zone), Week(week), Holidays(holidays), out var calendar, out var fault);
        Assert.True(made, fault);
        return calendar!;
    }

    public static Dictionary<IsoDayOfWeek, IReadOnlyList<OpeningInterval>> Week(Dictionary<IsoDayOfWeek, string[]> week) =>
        week.ToDictionary(day => day.Key, day => (IReadOnlyList<OpeningInterval>)[.. day.Value.Select(Interval)]);

    public static HashSet<LocalDate> Holidays(params string[] dates) => [.. dates.Select(date => LocalDatePattern.Iso.Parse(date).Value)];

    public static OpeningInterval Interval(string text)
    {
        Assert.True(OpeningInterval.TryParse(text, out var interval, out var fault), fault);
        return interval;
    }

    /// <summary>A local time that exists once, such as 2026-11-24T14:00.</summary>
    public static Instant At(string local, string zone = Berlin) =>
        Local(local).InZoneStrictly(Zone(zone)).ToInstant();

    public static Instant Utc(string utc) => Local(utc).InUtc().ToInstant();

    private static LocalDateTime Local(string text) =>
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text).Value;
}

/// <summary>Lets a story add "2bd" and compare local times, so that a failure reads as times of day.</summary>
internal static class CalendarStories
{
    public static string Add(this BusinessCalendar calendar, string start, string length) =>
        calendar.Add(Given.At(start, calendar.Zone.Id), PolicyDuration.Parse(length)).Local(calendar);

    public static string Local(this Instant instant, BusinessCalendar calendar) =>
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Format(instant.InZone(calendar.Zone).LocalDateTime);
}
