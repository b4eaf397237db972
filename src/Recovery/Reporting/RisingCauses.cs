using System.Collections.Immutable;
using NodaTime;
using Recovery.Policy;

namespace Recovery.Reporting;

/// <summary>A root cause with which more cases were closed than the weeks before lead to expect.</summary>
/// <param name="Until">Last day of the window.</param>
/// <param name="Cases">Cases closed with it in the window.</param>
/// <param name="Expected">What the days before the window lead to expect in as many days, to two decimals.</param>
public sealed record RisingCause(string Cause, LocalDate Until, int WindowDays, long Cases, int ComparedDays, decimal Expected);

/// <summary>Which root causes rise, by the counted figures and the numbers of the policy alone.</summary>
public sealed class RisingCauses
{
    private const string Prefix = "cause.";
    private readonly RisingCauseRules _rules;
    private readonly ImmutableSortedDictionary<LocalDate, ImmutableDictionary<string, long>> _days;

    /// <param name="days">At least those from <see cref="First"/> on; days without a figure may be left out.</param>
    public RisingCauses(IEnumerable<DailyRollup> days, RisingCauseRules rules)
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(rules);
        _rules = rules;
        _days = days.ToImmutableSortedDictionary(d => d.Day, d => d.Figures);
    }

    /// <summary>The first day whose figures are needed to judge a day, and how it stood since it was last told.</summary>
    public static LocalDate First(LocalDate day, RisingCauseRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return day.PlusDays(1 - rules.WindowDays - rules.ComparedDays - rules.QuietDays);
    }

    /// <summary>Causes that rise in the window which ends with the day, by id.</summary>
    public IReadOnlyList<RisingCause> On(LocalDate day)
    {
        // Where nothing was counted before the days that are compared, the product is new here and nothing is usual yet.
        if (_days.IsEmpty || _days.Keys.First() > day.PlusDays(1 - _rules.WindowDays - _rules.ComparedDays))
            return [];
        return
        [
            .. Causes(day).Select(cause => Figures(cause, day))
                .Where(found => found.Cases >= _rules.AtLeast && found.Cases >= _rules.Factor * found.Expected),
        ];
    }

    /// <summary>Between the two days it was, at the end of one, no more frequent than was usual then.</summary>
    public bool FellBetween(string cause, LocalDate told, LocalDate day)
    {
        for (var between = told.PlusDays(1); between < day; between = between.PlusDays(1))
        {
            var figures = Figures(cause, between);
            if (figures.Cases <= figures.Expected)
                return true;
        }

        return false;
    }

    private RisingCause Figures(string cause, LocalDate day)
    {
        var window = day.PlusDays(-_rules.WindowDays);
        var cases = Count(cause, window, day);
        var before = Count(cause, window.PlusDays(-_rules.ComparedDays), window);
        var expected = decimal.Round((decimal)before * _rules.WindowDays / _rules.ComparedDays, 2);
        return new RisingCause(cause, day, _rules.WindowDays, cases, _rules.ComparedDays, expected);
    }

    /// <summary>After the one day, up to the other.</summary>
    private long Count(string cause, LocalDate after, LocalDate upTo)
    {
        var count = 0L;
        for (var day = after.PlusDays(1); day <= upTo; day = day.PlusDays(1))
            count += _days.TryGetValue(day, out var figures) ? figures.GetValueOrDefault(Prefix + cause) : 0;
        return count;
    }

    private IEnumerable<string> Causes(LocalDate day) => Enumerable.Range(0, _rules.WindowDays)
        .SelectMany(back => _days.GetValueOrDefault(day.PlusDays(-back))?.Keys ?? [])
        .Where(f => f.StartsWith(Prefix, StringComparison.Ordinal)).Select(f => f[Prefix.Length..])
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
