using System.Collections.Concurrent;
using System.Diagnostics;
using NodaTime;
using Recovery.Cases;
using Recovery.Local.Storage;

namespace Recovery.Local.Hosting;

/// <summary>
/// The driver of the embedded host: gives every case whose time has come its turn, several at once, no case twice at
/// once, and sleeps in between. It holds no rule of the business.
/// </summary>
public sealed partial class CaseLoop(
    SqliteCaseStore store, CaseTurns turns, IClock clock, double clockSpeed, WakeSignal signal, IHostApplicationLifetime lifetime, ILogger<CaseLoop> log)
    : BackgroundService
{
    private const int AtOnce = 8;

    /// <summary>Not longer, so that a machine clock that was set forward is noticed.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Before each turn while complaints queue up to be stored: somebody waits for those, and what turns do has minutes.
    /// They go on, at some forty a second.
    /// </summary>
    private static readonly TimeSpan BehindIntake = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan WhileSomeRest = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<CaseId, bool> _busy = new();
    private readonly ConcurrentDictionary<CaseId, Rest> _resting = new();
    private readonly SemaphoreSlim _slots = new(AtOnce, AtOnce);

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Links in mail need the address that the server listens on.
        await lifetime.StartedAsync(stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
                await RoundAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }

        for (var free = 0; free < AtOnce; free++)
            await _slots.WaitAsync(CancellationToken.None);
    }

    private async Task RoundAsync(CancellationToken stop)
    {
        TimeSpan sleep;
        try
        {
            sleep = await StartDueAsync(stop);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            RoundFailed(log, failed.GetType().Name);
            sleep = LongestSleep;
        }

        if (sleep > TimeSpan.Zero)
            await signal.WaitAsync(sleep, stop);
    }

    /// <returns>How long there is nothing to do, in real time.</returns>
    private async Task<TimeSpan> StartDueAsync(CancellationToken stop)
    {
        // Those that work or rest are due as well; they must not crowd out the others.
        var limit = (AtOnce * 8) + _busy.Count + _resting.Count;
        var due = await store.DueAsync(clock.GetCurrentInstant(), limit, stop);
        foreach (var id in due)
        {
            if (_resting.TryGetValue(id, out var rest) && Stopwatch.GetTimestamp() < rest.Until)
                continue;
            if (!_busy.TryAdd(id, true))
                continue;
            await _slots.WaitAsync(stop);
            if (store.IsPressed)
                await Task.Delay(BehindIntake, stop);
            _ = Task.Run(() => TurnAsync(id, stop), CancellationToken.None);
        }

        if (due.Count == limit)
            return TimeSpan.Zero;
        if (await store.NextWakeAsync(stop) is not { } next)
            return LongestSleep;
        var wait = (next - clock.GetCurrentInstant()).ToTimeSpan() / clockSpeed;
        if (wait > LongestSleep)
            return LongestSleep;
        return wait <= TimeSpan.Zero || !_resting.IsEmpty ? WhileSomeRest : wait + TimeSpan.FromMilliseconds(1);
    }

    private async Task TurnAsync(CaseId id, CancellationToken stop)
    {
        try
        {
            var turn = await turns.TurnAsync(id, stop);
            foreach (var failure in turn.Failures)
                EffectFailed(log, failure);
            if (turn.Next is { } next && next <= clock.GetCurrentInstant())
                RestFor(id, TimeSpan.FromMilliseconds(250));
            else
                _resting.TryRemove(id, out _);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The case is as it was, and due at the next start.
        }
        catch (Exception failed)
        {
            TurnFailed(log, id, failed.GetType().Name);
            RestFor(id, TimeSpan.FromMinutes(1));
        }
        finally
        {
            _busy.TryRemove(id, out _);
            _slots.Release();
            signal.Raise();
        }
    }

    /// <summary>Longer each time in a row, so that a case that stays due cannot keep the machine busy.</summary>
    private void RestFor(CaseId id, TimeSpan longest)
    {
        var times = _resting.TryGetValue(id, out var earlier) ? earlier.Times + 1 : 1;
        var rest = TimeSpan.FromMilliseconds(Math.Min(longest.TotalMilliseconds, 10 * Math.Pow(2, Math.Min(times, 20))));
        _resting[id] = new Rest(Stopwatch.GetTimestamp() + (long)(rest.TotalSeconds * Stopwatch.Frequency), times);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The case {Case} could not be given its turn ({Error}); it will be tried again.")]
    private static partial void TurnFailed(ILogger log, CaseId @case, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An effect failed: {Failure}")]
    private static partial void EffectFailed(ILogger log, string failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store could not say which cases are due ({Error}); asked again in a few seconds.")]
    private static partial void RoundFailed(ILogger log, string error);

    private sealed record Rest(long Until, int Times);
}
