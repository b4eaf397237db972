using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using NodaTime;
using Recovery.Clocks;

namespace Recovery.Tests.Clocks;

/// <summary>A calendar, a moment on it that is likely to be awkward, and two lengths.</summary>
internal sealed record CalendarWorld(BusinessCalendar Calendar, string Hours, Instant Start, Duration First, Duration Second)
{
    public override string ToString() => $"{Calendar.Zone.Id} [{Hours}] holidays {Calendar.Holidays.Count}, start {Start}, {First} and {Second}";
}

/// <summary>
/// Random worlds. Zones are chosen for their clock changes: an hour, half an hour, at midnight, just after midnight, a
/// whole day. Half of the starts lie within two days of a change.
/// </summary>
internal static class CalendarWorlds
{
    private const ulong Seed = 20261124;

    private static readonly string[] s_zones =
        [Given.Berlin, Given.NewYork, Given.LordHowe, "Pacific/Apia", "America/St_Johns", "America/Sao_Paulo", "Etc/UTC"];

    private static readonly Instant s_from = Given.Utc("2009-01-01T00:00");
    private static readonly Instant s_to = Given.Utc("2028-01-01T00:00");

    private static readonly int s_minutes = (int)(s_to - s_from).TotalMinutes;

    private static Gen<Instant> Starts(DateTimeZone zone)
    {
        var anywhere = Gen.Choose(0, s_minutes).Select(minutes => s_from + Duration.FromMinutes(minutes));
        var changes = zone.GetZoneIntervals(s_from, s_to).Where(interval => interval.HasEnd && interval.End < s_to).Select(i => i.End).ToArray();
        if (changes.Length == 0)
            return anywhere;
        var nearChange =
            from change in Gen.Elements(changes)
            from quarters in Gen.Choose(-192, 192)
            select change + Duration.FromMinutes(15 * quarters);
        return Gen.OneOf(anywhere, nearChange);
    }

    /// <summary>Whole quarter hours meet the edges of openings; nanoseconds show rounding.</summary>
    private static Gen<Duration> Lengths { get; } = Gen.OneOf(
        Gen.Choose(0, 4 * 30).Select(quarters => Duration.FromMinutes(15 * quarters)),
        Gen.Choose(0, 60 * 24 * 20).Select(minutes => Duration.FromMinutes(minutes)),
        Gen.Choose(0, int.MaxValue).Select(n => Duration.FromNanoseconds((long)n * 40_009)));

    /// <summary>Up to three openings on each of some weekdays, on a grid of quarter hours, and a few holidays in a row.</summary>
    private static Gen<(BusinessCalendar, string)> Calendars(string zone) =>
        from days in Gen.Choose(1, 127)
        from edges in Gen.ArrayOf(Gen.Choose(0, 96), 6)
        from fixedHours in Gen.Elements("", "", "00:00-24:00", "09:00-17:00", "18:00-24:00", "00:00-03:00 22:00-24:00")
        from firstHoliday in Gen.Choose(0, 365 * 19)
        from holidays in Gen.Choose(0, 12)
        let hours = fixedHours.Length > 0 ? fixedHours : Hours(edges)
        let first = s_from.InUtc().Date.PlusDays(firstHoliday)
        select (
            Given.Weekly(
                zone,
                [.. Given.EveryDay.Where((_, day) => (days & (1 << day)) != 0)],
                hours.Split(' '),
                [.. Enumerable.Range(0, holidays).Select(day => first.PlusDays(day).ToString("uuuu-MM-dd", null))]),
            $"{hours} on {days:b7}");

    private static string Hours(int[] edges)
    {
        var points = edges.Distinct().Order().ToArray();
        var intervals = points.Chunk(2).Where(pair => pair.Length == 2).Select(pair => $"{TimeOf(pair[0])}-{TimeOf(pair[1])}").ToArray();
        return intervals.Length == 0 ? "09:00-17:00" : string.Join(' ', intervals);
    }

    private static string TimeOf(int quarters) => $"{quarters / 4:00}:{quarters % 4 * 15:00}";

    private static Gen<CalendarWorld> Worlds { get; } =
        from zone in Gen.Elements(s_zones)
        from calendar in Calendars(zone)
        from start in Starts(calendar.Item1.Zone)
        from first in Lengths
        from second in Lengths
        select new CalendarWorld(calendar.Item1, calendar.Item2, start, first, second);

    /// <summary>Fails with the world that breaks the law and the seed; also fails if the law was not tried often enough.</summary>
    public static void HoldsFor(int tries, Action<CalendarWorld> law)
    {
        var tried = 0;
        var replay = FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None));
        var property = Prop.ForAll(Worlds.ToArbitrary(), world =>
        {
            tried++;
            law(world);
        });

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tries).WithReplay(replay).WithName($"seed {Seed}"), property);

        Assert.Equal(tries, tried);
    }
}
