using NodaTime;
using Recovery.Local.Storage;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;

namespace Recovery.Local.Hosting;

/// <summary>What is done now and then by the clock of cases: old events and records are forgotten, root causes that rise are published.</summary>
public sealed partial class WebhookUpkeep(
    SqliteSubscriptions subscriptions, IEventLog events, IDeliveries deliveries, RisingRootCauses causes, WebhookSettings settings, IClock clock,
    double clockSpeed, ILogger<WebhookUpkeep> log) : BackgroundService
{
    /// <summary>So few rows at a time that complaints which come in do not wait for it.</summary>
    private const int Piece = 500;

    private static readonly TimeSpan s_betweenPieces = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sleep = s_every / clockSpeed;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await TryAsync("root causes", () => causes.CheckAsync(stoppingToken));
                await TryAsync("removed webhooks", () => subscriptions.ClearRemovedAsync(stoppingToken));
                var old = clock.GetCurrentInstant() - settings.Retention;
                await TryAsync("records of deliveries", () => ForgetAsync(deliveries.ForgetAsync, old, stoppingToken));
                await TryAsync("events", () => ForgetAsync(events.ForgetAsync, old, stoppingToken));
                await Task.Delay(sleep < s_shortest ? s_shortest : sleep, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop; what is left is done after the next start.
        }
    }

    private static async Task ForgetAsync(Func<Instant, int, CancellationToken, Task<int>> forget, Instant old, CancellationToken stop)
    {
        while (await forget(old, Piece, stop) == Piece)
            await Task.Delay(s_betweenPieces, stop);
    }

    private async Task TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            Failed(log, what, failed.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The upkeep of webhooks could not see to {What} ({Error}); it will be tried again.")]
    private static partial void Failed(ILogger log, string what, string error);
}
