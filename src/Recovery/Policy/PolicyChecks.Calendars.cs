using NodaTime;
using NodaTime.Text;
using Recovery.Clocks;

namespace Recovery.Policy;

/// <content>Calendars.</content>
internal sealed partial class PolicyChecks
{
    private static readonly Dictionary<string, IsoDayOfWeek> s_weekdays = Enum.GetValues<IsoDayOfWeek>()
        .Where(day => day != IsoDayOfWeek.None)
        .ToDictionary(day => day.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private void CheckCalendars()
    {
        foreach (var (name, definition) in _policy.Calendars)
        {
            var path = PolicyFaults.Key("$.calendars", name);
            CheckId(path, name);
            var faultsBefore = _faults.All.Count;
            var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(definition.TimeZone);
            if (zone is null)
            {
                _faults.Add(
                    $"{path}.timeZone",
                    $"\"{Suggestion.Show(definition.TimeZone)}\" is not a time zone such as \"Europe/Berlin\"."
                    + Suggestion.Among(definition.TimeZone, DateTimeZoneProviders.Tzdb.Ids));
            }

            var week = Week(definition, $"{path}.hours");
            var holidays = Holidays(definition, $"{path}.holidays");
            if (_faults.All.Count > faultsBefore || zone is null)
                continue;
            if (BusinessCalendar.TryCreate(name, zone, week, holidays, out var calendar, out var fault))
                _calendars[name] = calendar;
            else
                _faults.Add(path, fault);
        }

        CheckReference("$.calendar", _policy.Calendar, _policy.Calendars.Keys, "calendar");
    }

    private Dictionary<IsoDayOfWeek, IReadOnlyList<OpeningInterval>> Week(CalendarDefinition definition, string path)
    {
        var week = new Dictionary<IsoDayOfWeek, IReadOnlyList<OpeningInterval>>();
        foreach (var (name, intervals) in definition.Hours)
        {
            var at = PolicyFaults.Key(path, name);
            if (s_weekdays.TryGetValue(name, out var day))
                week[day] = Intervals(intervals, at);
            else
                _faults.Add(at, $"\"{Suggestion.Show(name)}\" is not a weekday.{Suggestion.Among(name, s_weekdays.Keys)}");
        }

        if (definition.Hours.Values.All(intervals => intervals.Count == 0))
            _faults.Add(path, "never opens: give at least one weekday an interval such as \"09:00-17:00\".");
        return week;
    }

    private List<OpeningInterval> Intervals(IReadOnlyList<string> written, string path)
    {
        var intervals = new List<(OpeningInterval Interval, string Path)>();
        foreach (var (text, at) in Each(written, path))
        {
            if (OpeningInterval.TryParse(text, out var interval, out var fault))
                intervals.Add((interval, at));
            else
                _faults.Add(at, fault);
        }

        var ordered = intervals.OrderBy(i => i.Interval.From).ToArray();
        foreach (var (earlier, later) in ordered.Zip(ordered.Skip(1)))
        {
            // Midnight as an end is the end of the day.
            if (earlier.Interval.To == LocalTime.Midnight || later.Interval.From < earlier.Interval.To)
                _faults.Add(later.Path, $"{later.Interval} overlaps {earlier.Interval} at {earlier.Path}.");
        }

        return [.. ordered.Select(i => i.Interval)];
    }

    private HashSet<LocalDate> Holidays(CalendarDefinition definition, string path)
    {
        var holidays = new HashSet<LocalDate>();
        foreach (var (text, at) in Each(definition.Holidays, path))
        {
            if (!LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var date) || date.Year is < 1900 or > 2999)
                _faults.Add(at, $"\"{Suggestion.Show(text)}\" is not a date such as \"2027-12-25\".");
            else if (!holidays.Add(date))
                _faults.Add(at, $"{text} stands in the list twice.");
        }

        return holidays;
    }
}
