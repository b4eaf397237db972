using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Local.Hosting;

/// <summary>
/// The sender of webhooks in the embedded host: a task for each subscription, so that one receiver never waits for another, and
/// no two rounds of one subscription at a time. It holds no rule of delivery.
/// </summary>
public sealed partial class WebhookLoop(
    ISubscriptions subscriptions, WebhookPump pump, WebhookSignal signal, IClock clock, double clockSpeed, IHostApplicationLifetime lifetime,
    ILogger<WebhookLoop> log) : BackgroundService
{
    /// <summary>Requests of one round; a larger number makes nothing faster, and a changed subscription is noticed between two rounds.</summary>
    private const int MostARound = 500;

    /// <summary>Not longer, so that a machine clock that was set forward is noticed.</summary>
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromSeconds(15);

    /// <summary>Under a stream of events a round then takes several at once, rather than one each.</summary>
    private static readonly TimeSpan s_betweenRounds = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan s_afterFailure = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestAfterFailure = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Sender> _senders = new(StringComparer.Ordinal);

    public override void Dispose()
    {
        foreach (var sender in _senders.Values)
            sender.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await lifetime.StartedAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                if (signal.TakeChanged() && !await TryFollowAsync(stoppingToken))
                {
                    await Task.Delay(s_afterFailure, stoppingToken);
                    signal.SubscriptionsChanged();
                }

                foreach (var sender in _senders.Values)
                    sender.Wake.Raise();
                await signal.Wake.WaitAsync(s_longestSleep, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop; requests on their way are given up, and repeated after the next start.
        }

        await Task.WhenAll(_senders.Values.Select(s => s.Sending));
    }

    private async Task<bool> TryFollowAsync(CancellationToken stop)
    {
        try
        {
            await FollowAsync(stop);
            return true;
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            SubscriptionsUnread(log, failed.GetType().Name);
            return false;
        }
    }

    /// <summary>Starts a task for each new subscription and stops those of removed ones. A paused one is the pump's matter.</summary>
    private async Task FollowAsync(CancellationToken stop)
    {
        var there = (await subscriptions.ListAsync(stop)).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, gone) in _senders.Where(s => !there.Contains(s.Key)).ToList())
        {
            await gone.StopAsync();
            gone.Dispose();
            _senders.Remove(id);
        }

        foreach (var id in there.Where(id => !_senders.ContainsKey(id)))
            _senders.Add(id, new Sender((sender, cancel) => SendAsync(id, sender, cancel), stop));
    }

    private async Task SendAsync(string id, Sender sender, CancellationToken stop)
    {
        var failures = 0;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var (sleep, isFailed) = await RoundAsync(id, stop);
                failures = isFailed ? failures + 1 : 0;
                if (isFailed)
                    await Task.Delay(AfterFailures(failures), stop);
                else if (sleep > TimeSpan.Zero)
                    await SleepAsync(sender, sleep, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop, or removed.
        }
    }

    /// <returns>How long there is nothing to do, in real time.</returns>
    private async Task<(TimeSpan Sleep, bool IsFailed)> RoundAsync(string id, CancellationToken stop)
    {
        try
        {
            var round = await pump.RunAsync(id, MostARound, stop);
            foreach (var failure in round.Failures)
                RoundHadFault(log, id, failure);
            if (round.Next is not { } next)
                return (s_longestSleep, false);
            var wait = (next - clock.GetCurrentInstant()).ToTimeSpan() / clockSpeed;
            if (wait <= TimeSpan.Zero)
                return (TimeSpan.Zero, round.Failures.Count > 0);
            return (wait < s_longestSleep ? wait + TimeSpan.FromMilliseconds(1) : s_longestSleep, false);
        }
        catch (Exception failed) when (!(failed is OperationCanceledException && stop.IsCancellationRequested))
        {
            RoundFailed(log, id, failed.GetType().Name);
            return (TimeSpan.Zero, true);
        }
    }

    private static async Task SleepAsync(Sender sender, TimeSpan sleep, CancellationToken stop)
    {
        var rest = sleep < s_betweenRounds ? sleep : s_betweenRounds;
        await Task.Delay(rest, stop);
        if (sleep > rest)
            await sender.Wake.WaitAsync(sleep - rest, stop);
    }

    /// <summary>Longer each time in a row, so that one that always fails cannot keep the machine busy.</summary>
    private static TimeSpan AfterFailures(int times)
    {
        var rest = s_afterFailure * Math.Pow(2, Math.Min(times, 20) - 1);
        return rest < s_longestAfterFailure ? rest : s_longestAfterFailure;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The webhooks of {Subscription} could not be sent ({Error}); they will be tried again.")]
    private static partial void RoundFailed(ILogger log, string subscription, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sending the webhooks of {Subscription}: {Failure}")]
    private static partial void RoundHadFault(ILogger log, string subscription, string failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store could not say which webhooks there are ({Error}); asked again soon.")]
    private static partial void SubscriptionsUnread(ILogger log, string error);

    /// <summary>The task of one subscription.</summary>
    private sealed class Sender : IDisposable
    {
        private readonly CancellationTokenSource _stop;

        public Sender(Func<Sender, CancellationToken, Task> send, CancellationToken stop)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
            Sending = Task.Run(() => send(this, _stop.Token), CancellationToken.None);
        }

        public WakeSignal Wake { get; } = new();

        public Task Sending { get; }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await Sending;
        }

        public void Dispose() => _stop.Dispose();
    }
}
