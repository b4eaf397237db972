using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Policy;
using Recovery.Reporting;
using Recovery.Tests.Cases;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>The story policy has the usual numbers: 7 days against the 28 before, at least 5 cases, twice as many, quiet for 28 days.</summary>
public class RisingRootCausesTests
{
    private static readonly LocalDate s_start = new(2026, 9, 1);

    [Fact]
    public async Task A_cause_that_doubles_is_told_of_once_while_it_stays_up()
    {
        var world = new World(day => day < 60 ? 1 : 3);

        await world.LiveAsync(from: 40, to: 80);

        var told = Assert.Single(await world.EventsAsync());
        Assert.Equal("root_cause.rising", told.Type);
        var data = JsonDocument.Parse(told.Data).RootElement;
        Assert.Equal("carrier-late", data.GetProperty("rootCause").GetString());
        // Four days of three and three of one among seven days are the first that are twice as many as seven of one.
        Assert.Equal("2026-11-03", data.GetProperty("until").GetString());
        Assert.Equal((15, 7.00m), (data.GetProperty("cases").GetInt32(), data.GetProperty("expected").GetDecimal()));
        Assert.Equal("rising-carrier-late-2026-11-03", told.Id);
        Assert.Equal(Life.At("2026-11-04 00:00"), told.At);
    }

    [Fact]
    public async Task Two_hosts_and_a_rerun_tell_it_once()
    {
        var world = new World(day => day < 60 ? 1 : 9);
        world.Now = s_start.PlusDays(63);

        await Task.WhenAll(world.CheckAsync(), world.CheckAsync());
        await world.CheckAsync();

        Assert.Single(await world.EventsAsync());
    }

    [Fact]
    public async Task It_is_told_again_once_it_has_fallen_to_what_is_usual_and_rises_again()
    {
        var world = new World(day => day is >= 60 and < 64 or >= 78 and < 82 ? 8 : 1);

        await world.LiveAsync(from: 40, to: 95);

        Assert.Equal(2, (await world.EventsAsync()).Count);
    }

    [Fact]
    public async Task It_is_told_again_when_it_has_risen_on_past_the_quiet_days()
    {
        var world = new World(day => day < 60 ? 1 : (int)Math.Pow(2, (day - 55) / 5.0));

        await world.LiveAsync(from: 40, to: 95);

        var told = await world.EventsAsync();
        Assert.Equal([28], told.Zip(told.Skip(1), (a, b) => Period.Between(DayOf(a), DayOf(b), PeriodUnits.Days).Days));
    }

    [Fact]
    public async Task A_handful_of_cases_is_chance()
    {
        var world = new World(day => day is 70 or 71 ? 2 : 0);

        await world.LiveAsync(from: 40, to: 80);

        Assert.Empty(await world.EventsAsync());
    }

    [Fact]
    public async Task Where_nothing_was_counted_before_nothing_is_usual_yet()
    {
        var world = new World(day => day < 50 ? null : 6);

        await world.LiveAsync(from: 50, to: 84);

        Assert.Empty(await world.EventsAsync());
    }

    [Fact]
    public async Task A_cause_that_was_never_seen_rises_with_five_cases()
    {
        var world = new World(day => day is >= 70 and < 75 ? 1 : 0);

        await world.LiveAsync(from: 40, to: 80);

        Assert.Equal("rising-carrier-late-2026-11-14", Assert.Single(await world.EventsAsync()).Id);
    }

    private static LocalDate DayOf(PublishedEvent told) =>
        NodaTime.Text.LocalDatePattern.Iso.Parse(JsonDocument.Parse(told.Data).RootElement.GetProperty("until").GetString()!).Value;

    /// <param name="cases">How many cases are closed with the cause on each day from the start; null for a day on which nothing at all was counted.</param>
    private sealed class World(Func<int, int?> cases) : IReportStore, IPolicyLibrary, IClock
    {
        private readonly MemoryEventLog _log = new(SystemClock.Instance);

        public LocalDate Now { get; set; }

        public async Task<IReadOnlyList<PublishedEvent>> EventsAsync() => [.. (await _log.ReadAsync(0, 100, default)).Select(e => e.Event)];

        public RecoveryPolicy Current => Life.Policy;

        public async Task LiveAsync(int from, int to)
        {
            for (var day = from; day <= to; day++)
            {
                Now = s_start.PlusDays(day);
                await CheckAsync();
            }
        }

        public Task CheckAsync() => new RisingRootCauses(this, _log, this, this).CheckAsync(default);

        public Instant GetCurrentInstant() => Now.At(new LocalTime(6, 30)).InZoneStrictly(Life.Policy.Zone).ToInstant();

        public Task<IReadOnlyList<DailyRollup>> RollupsAsync(LocalDate from, LocalDate to, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<DailyRollup>>(
            [
                .. Enumerable.Range(0, 200).Select(day => (Day: s_start.PlusDays(day), Cases: cases(day)))
                    .Where(d => d.Day >= from && d.Day <= to && d.Cases is not null)
                    .Select(d => new DailyRollup(d.Day, ImmutableDictionary<string, long>.Empty.Add(Figures.Received, 4).Add("cause.carrier-late", d.Cases!.Value))),
            ]);

        public IAsyncEnumerable<OutcomeRow> OutcomesAsync(LocalDate from, LocalDate to, CancellationToken cancel) => throw new NotSupportedException();

        ValueTask<RecoveryPolicy> IPolicyLibrary.FindAsync(string policyId, CancellationToken cancel) => new(Current);
    }
}
