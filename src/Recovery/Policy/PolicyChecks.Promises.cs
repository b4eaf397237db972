using NodaTime;
using Recovery.Cases;
using Recovery.Clocks;

namespace Recovery.Policy;

/// <content>Promises, the escalation ladder, pause and follow-up.</content>
internal sealed partial class PolicyChecks
{
    // A week in which no land changes its clocks.
    private static readonly LocalDate s_trialWeek = new(2027, 3, 1);

    private void CheckPromises()
    {
        CheckTimed("$.promises.acknowledge", _policy.Promises.Acknowledge);
        CheckTimed("$.promises.update", _policy.Promises.Update);
        CheckTimed("$.promises.resolve", _policy.Promises.Resolve);
        CheckPositive("$.promises.update.afterAsking", _policy.Promises.Update.AfterAsking);
        if (_policy.Promises.Statutory is { } statutory)
        {
            CheckPositive("$.promises.statutory.within", statutory.Within);
            CheckReminder("$.promises.statutory.remindBefore", statutory.RemindBefore, statutory.Within);
            CheckLine("$.promises.statutory.name", statutory.Name);
            CheckLine("$.promises.statutory.source", statutory.Source);
        }
    }

    private void CheckTimed(string path, TimedRule rule)
    {
        CheckPositive($"{path}.within", rule.Within);
        foreach (var (severity, within) in rule.BySeverity)
        {
            var at = PolicyFaults.Key($"{path}.bySeverity", severity);
            CheckReference(at, severity, _severities, "severity");
            CheckPositive(at, within);
        }

        CheckReminder($"{path}.remindBefore", rule.RemindBefore, rule.Within);
    }

    private void CheckReminder(string path, PolicyDuration? before, PolicyDuration within)
    {
        if (before is not { } length)
            return;
        CheckPositive(path, length);
        // Business time and calendar time have no common measure.
        if (!IsPositive(length) || !IsPositive(within) || length.IsBusinessTime != within.IsBusinessTime
            || !_calendars.TryGetValue(_policy.Calendar, out var calendar))
            return;
        var start = TrialStarts(calendar).First();
        if (TryAdd(calendar, start, within) is { } due && TryAdd(calendar, due, length.Negate()) is { } reminder && reminder <= start)
            _faults.Add(path, $"{length} before it is due is not after it is promised ({within}); a reminder must be shorter than the promise.");
    }

    private void CheckLadder()
    {
        var ladder = _policy.Escalation.Ladder;
        if (ladder.Count == 0)
            _faults.Add("$.escalation.ladder", "has no level; a promise that slips must reach somebody.");
        foreach (var (level, path) in Each(ladder, "$.escalation.ladder"))
        {
            CheckLine($"{path}.name", level.Name);
            CheckRole($"{path}.role", level.Role);
            if (level.At.Count == 0)
                _faults.Add($"{path}.at", "is empty, so this level would never be reached.");
            if (level.At.ContainsKey(PromiseKind.Statutory) && _policy.Promises.Statutory is null)
                _faults.Add($"{path}.at.statutory", "is given, but \"promises\" has no \"statutory\" rule.");
        }

        for (var i = 0; i < ladder.Count; i++)
        {
            if (ladder[i].Level != i + 1)
                _faults.Add($"$.escalation.ladder[{i}].level", $"must be {i + 1}, not {ladder[i].Level}: levels are numbered 1, 2, 3 and stand in that order.");
        }

        foreach (var kind in Enum.GetValues<PromiseKind>())
            CheckOffsets(kind);
    }

    private void CheckOffsets(PromiseKind kind)
    {
        var key = PolicyJson.NameOf(kind.ToString());
        var steps = _policy.Escalation.Ladder
            .Select((level, index) => (Level: level, Path: $"$.escalation.ladder[{index}].at.{key}"))
            .Where(step => step.Level.At.ContainsKey(kind))
            .ToArray();
        foreach (var step in steps)
        {
            var calendar = CalendarsInUse().FirstOrDefault(c => TrialStarts(c).Any(due => TryAdd(c, due, step.Level.At[kind]) is null));
            if (calendar is not null)
                _faults.Add(step.Path, $"{step.Level.At[kind]} leads to no time at all on the calendar \"{calendar.Name}\".");
        }

        foreach (var (lower, upper) in steps.Zip(steps.Skip(1)))
        {
            foreach (var calendar in CalendarsInUse())
            {
                var wrong = TrialStarts(calendar).Where(due =>
                    TryAdd(calendar, due, lower.Level.At[kind]) is { } first && TryAdd(calendar, due, upper.Level.At[kind]) is { } second
                    && second <= first).ToArray();
                if (wrong.Length == 0)
                    continue;
                _faults.Add(
                    upper.Path,
                    $"level {upper.Level.Level} \"{Suggestion.Show(upper.Level.Name)}\" ({upper.Level.At[kind]}) must come after level "
                    + $"{lower.Level.Level} \"{Suggestion.Show(lower.Level.Name)}\" ({lower.Level.At[kind]}); for a deadline on a "
                    + $"{wrong[0].InZone(calendar.Zone).DayOfWeek} it does not, on the calendar \"{calendar.Name}\".");
                break;
            }
        }
    }

    private void CheckPauseAndFollowUp()
    {
        CheckPositive("$.pause.longest", _policy.Pause.Longest);
        CheckPositive("$.followUp.after", _policy.FollowUp.After);
        CheckPositive("$.followUp.window", _policy.FollowUp.Window);
        CheckPositive("$.followUp.reopenWithin", _policy.FollowUp.ReopenWithin);
        if (_policy.FollowUp.SatisfiedFrom is < 1 or > 5)
            _faults.Add("$.followUp.satisfiedFrom", $"must be from 1 to 5, as satisfaction is, not {_policy.FollowUp.SatisfiedFrom}.");
    }

    private void CheckPositive(string path, PolicyDuration length)
    {
        if (!IsPositive(length))
            _faults.Add(path, $"must be longer than nothing, not {length}.");
    }

    private static bool IsPositive(PolicyDuration length) => !length.IsNegative && !length.IsZero;

    private IEnumerable<BusinessCalendar> CalendarsInUse() =>
        _policy.Severities.Select(s => s.Calendar ?? _policy.Calendar).Prepend(_policy.Calendar).Distinct()
            .Where(_calendars.ContainsKey).Select(name => _calendars[name]);

    /// <summary>An open moment at or after noon of each day of a week: on a Friday, a day and a business day are not the same.</summary>
    private static IEnumerable<Instant> TrialStarts(BusinessCalendar calendar) => Enumerable.Range(0, 7)
        .Select(day => calendar.NextOpening(s_trialWeek.PlusDays(day).At(new LocalTime(12, 0)).InZoneLeniently(calendar.Zone).ToInstant()))
        .Distinct();

    /// <summary>Null when the calendar does not reach that far.</summary>
    private static Instant? TryAdd(BusinessCalendar calendar, Instant start, PolicyDuration length)
    {
        try
        {
            return calendar.Add(start, length);
        }
        catch (Exception e) when (e is InvalidOperationException or OverflowException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
