using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Cases;
using Recovery.Reporting;
using RecoveryFunctions.Operations;

namespace RecoveryFunctions.Tests.Operations;

public class FigureLogTests
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 22, 23, 50);

    [Fact]
    public async Task Each_day_that_still_changes_gets_a_line_with_named_figures()
    {
        var log = new Lines();
        await new FigureLog(new Days(
            Day(2026, 11, 19, (Figures.Received, 99)),
            Day(2026, 11, 21, (Figures.Received, 5), (Figures.Closed, 4), (Figures.Answered, 3), (Figures.Recovered, 2), (Figures.Reopened, 1)),
            Day(2026, 11, 23, (Figures.PromiseKept(PromiseKind.Update), 7), (Figures.PromiseKept(PromiseKind.Resolve), 2), (Figures.PromiseMissed(PromiseKind.Acknowledge), 1), (Figures.AskedFirst, 6))),
            log).WriteAsync(s_now, default);

        Assert.Equal(
            [
                "2026-11-21 Received=5 Reopened=1 Closed=4 Answered=3 Recovered=2 PromisesKept=0 PromisesMissed=0 AskedFirst=0",
                "2026-11-23 Received=0 Reopened=0 Closed=0 Answered=0 Recovered=0 PromisesKept=9 PromisesMissed=1 AskedFirst=6",
            ],
            log.Told);
    }

    private static DailyRollup Day(int year, int month, int day, params (string Name, long Count)[] figures) =>
        new(new LocalDate(year, month, day), figures.ToImmutableDictionary(f => f.Name, f => f.Count));

    private sealed class Days(params DailyRollup[] days) : IReportStore
    {
        public Task<IReadOnlyList<DailyRollup>> RollupsAsync(LocalDate from, LocalDate to, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<DailyRollup>>([.. days.Where(d => d.Day >= from && d.Day <= to)]);

        public IAsyncEnumerable<OutcomeRow> OutcomesAsync(LocalDate from, LocalDate to, CancellationToken cancel) => throw new InvalidOperationException("Rows of cases are not for a log.");
    }

    private sealed class Lines : ILogger<FigureLog>
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var named = ((IReadOnlyList<KeyValuePair<string, object?>>)state!).Where(p => p.Key != "{OriginalFormat}").ToList();
            Assert.Equal(("DailyFigures", LogLevel.Information), (eventId.Name, logLevel));
            Told.Add(string.Join(' ', named.Select(p => p.Key == "Day" ? p.Value as string : string.Create(CultureInfo.InvariantCulture, $"{p.Key}={p.Value}"))));
        }
    }
}
