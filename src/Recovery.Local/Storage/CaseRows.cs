using NodaTime;
using Recovery.Cases;
using Recovery.Reporting;
using Recovery.Webhooks;

namespace Recovery.Local.Storage;

/// <summary>
/// A change as rows, made by whoever saves, so that the one writer spends its time on the database alone. What is counted
/// or published is taken out of the effects here: it is applied in the save's own transaction, hence exactly once.
/// </summary>
internal sealed class CaseRows
{
    public const long EventsPerCase = 1 << 20;

    public CaseRows(CaseChange change)
    {
        Change = change;
        Json = CaseJson.Write(change.Case);
        LastAt = change.Case.LastAt.ToUnixTimeTicks();
        Events = [.. change.Events.Select(e => (e.Number, CaseJson.Write(e)))];
        var effects = new List<(string, string)>();
        foreach (var effect in change.Effects)
        {
            switch (effect)
            {
                case CountStatistics count:
                    Counts.Add((Day(count.Day), count.Figures));
                    break;
                case WithdrawOutcome:
                    (WithdrawsOutcome, Outcome) = (true, null);
                    break;
                case RecordOutcome outcome:
                    Outcome = (Day(outcome.Row.ClosedOn), string.Join('\n', OutcomeFigures.Of(outcome.Row)), CaseJson.Write(outcome.Row));
                    break;
                case PublishEvent publish:
                    Published.Add(publish.Event);
                    break;
                default:
                    effects.Add((effect.Id, CaseJson.Write(effect)));
                    break;
            }
        }

        Effects = effects;
    }

    public CaseChange Change { get; }

    public string Json { get; }

    public long LastAt { get; }

    public IReadOnlyList<(int Number, string Json)> Events { get; }

    public IReadOnlyList<(string Id, string Json)> Effects { get; }

    public List<(string Day, IReadOnlyList<string> Figures)> Counts { get; } = [];

    public (string Day, string Figures, string Json)? Outcome { get; }

    /// <summary>For the event log, in order.</summary>
    public List<PublishedEvent> Published { get; } = [];

    /// <summary>An outcome stored earlier no longer stands.</summary>
    public bool WithdrawsOutcome { get; }

    /// <summary>yyyy-MM-dd, which sorts as the days do.</summary>
    public static string Day(LocalDate day) => NodaTime.Text.LocalDatePattern.Iso.Format(day);

    /// <summary>Never earlier than the instant, so that what is woken at it is due.</summary>
    public static long TicksFrom(Instant at)
    {
        var ticks = at.ToUnixTimeTicks();
        return Instant.FromUnixTimeTicks(ticks) < at ? ticks + 1 : ticks;
    }
}
