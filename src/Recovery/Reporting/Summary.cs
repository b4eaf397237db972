using System.Collections.Immutable;
using NodaTime;
using Recovery.Cases;

namespace Recovery.Reporting;

/// <summary>
/// The figures of a period. Each event counts on the day on which it happened, so what was received and what was closed
/// in a period are not the same cases.
/// </summary>
public sealed record Summary
{
    /// <summary>Cases opened in the period.</summary>
    public required long Received { get; init; }

    /// <summary>Cases closed in the period whose closing stood; a case that was reopened and closed again counts once, on the later day.</summary>
    public required long Closed { get; init; }

    /// <summary>How they were closed: confirmed, silence, staff.</summary>
    public required ImmutableArray<Count> ClosedBy { get; init; }

    /// <summary>Of the closed, those whose customer answered the follow-up.</summary>
    public required long Answered { get; init; }

    /// <summary>Of the answered, those who said that it is solved and were satisfied by the policy's measure.</summary>
    public required long Recovered { get; init; }

    /// <summary>Recovered among answered, 0 to 1; null when nobody answered, since silence says nothing.</summary>
    public required double? RecoveryRate { get; init; }

    /// <summary>Recovered among all closed, 0 to 1: what is certain if nobody who was silent is satisfied. Null when none was closed.</summary>
    public required double? RecoveryRateFloor { get; init; }

    /// <summary>Half of the cases closed with a resolution took no longer from receipt to the resolution that stood; elapsed time, within two per cent.</summary>
    public required Duration? RecoveryTimeMedian { get; init; }

    /// <summary>Nine in ten of them took no longer.</summary>
    public required Duration? RecoveryTimeP90 { get; init; }

    /// <summary>Promises whose time came in the period, or that were met in it, by kind; every kind is listed.</summary>
    public required ImmutableArray<PromiseCount> Promises { get; init; }

    /// <summary>Times that a customer had to ask before we told them.</summary>
    public required long AskedFirst { get; init; }

    /// <summary>Times that a case reached each level, the lowest first.</summary>
    public required ImmutableArray<Count> Escalations { get; init; }

    /// <summary>Times that a case was reopened.</summary>
    public required long Reopened { get; init; }

    /// <summary>Closed cases by root cause, the most frequent first.</summary>
    public required ImmutableArray<Count> Causes { get; init; }

    /// <summary>Closed cases by outcome, the most frequent first.</summary>
    public required ImmutableArray<Count> Outcomes { get; init; }

    /// <summary>Closed cases by kind of remedy given, the most frequent first.</summary>
    public required ImmutableArray<Count> Remedies { get; init; }

    /// <summary>Mean of 1 to 5 over those who gave one.</summary>
    public required Average Satisfaction { get; init; }

    /// <summary>Mean of 0 to 10 over those who gave one. It is the plain mean, not a net promoter score.</summary>
    public required Average Recommend { get; init; }

    /// <summary>Those who would come back among those who said, 0 to 1; null when nobody said.</summary>
    public required double? WouldReturn { get; init; }

    public static Summary From(IEnumerable<DailyRollup> days)
    {
        var totals = days.SelectMany(d => d.Figures)
            .GroupBy(f => f.Key, f => f.Value, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(), StringComparer.Ordinal);
        var times = Numbered("recovery").Select(t => KeyValuePair.Create(t.Number, t.Count)).ToList();
        long closed = Total(Figures.Closed), answered = Total(Figures.Answered), recovered = Total(Figures.Recovered);
        long returns = Total("would-return.yes"), staysAway = Total("would-return.no");
        return new Summary
        {
            Received = Total(Figures.Received),
            Closed = closed,
            ClosedBy = Frequent("closed"),
            Answered = answered,
            Recovered = recovered,
            RecoveryRate = Share(recovered, answered),
            RecoveryRateFloor = Share(recovered, closed),
            RecoveryTimeMedian = RecoveryTimes.Percentile(times, 0.5),
            RecoveryTimeP90 = RecoveryTimes.Percentile(times, 0.9),
            Promises = [.. Enum.GetValues<PromiseKind>().Select(Promised)],
            AskedFirst = Total(Figures.AskedFirst),
            Escalations = [.. Numbered("escalated").OrderBy(l => l.Number).Select(l => new Count(l.Number.ToString(), l.Count))],
            Reopened = Total(Figures.Reopened),
            Causes = Frequent("cause"),
            Outcomes = Frequent("outcome"),
            Remedies = Frequent("remedy"),
            Satisfaction = Mean("satisfaction"),
            Recommend = Mean("recommend"),
            WouldReturn = Share(returns, returns + staysAway),
        };

        long Total(string figure) => totals.GetValueOrDefault(figure);

        // A count that corrections brought back to nothing is not shown.
        IEnumerable<Count> Under(string figure) =>
            totals.Where(t => t.Value > 0 && t.Key.StartsWith(figure + ".", StringComparison.Ordinal))
                .Select(t => new Count(t.Key[(figure.Length + 1)..], t.Value));

        ImmutableArray<Count> Frequent(string figure) =>
            [.. Under(figure).OrderByDescending(c => c.Times).ThenBy(c => c.Name, StringComparer.Ordinal)];

        IEnumerable<(int Number, long Count)> Numbered(string figure) =>
            Under(figure).Where(c => int.TryParse(c.Name, out _)).Select(c => (int.Parse(c.Name), c.Times));

        Average Mean(string figure)
        {
            var given = Numbered(figure).ToList();
            var answers = given.Sum(g => g.Count);
            return new Average(answers == 0 ? null : (double)given.Sum(g => g.Number * g.Count) / answers, answers);
        }

        PromiseCount Promised(PromiseKind kind)
        {
            long kept = Total(Figures.PromiseKept(kind)), missed = Total(Figures.PromiseMissed(kind));
            return new PromiseCount(kind, kept, missed, Share(kept, kept + missed));
        }
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}

public sealed record Count(string Name, long Times);

/// <param name="Kind">Of what promise.</param>
/// <param name="Kept">Met in time.</param>
/// <param name="Missed">Not met when their time came, whether met later or never.</param>
/// <param name="KeptRate">0 to 1; null when there was none.</param>
public sealed record PromiseCount(PromiseKind Kind, long Kept, long Missed, double? KeptRate);

/// <param name="Mean">Null when nobody answered.</param>
/// <param name="Answers">How many it rests on.</param>
public sealed record Average(double? Mean, long Answers);
