using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Webhooks;

namespace RecoveryFunctions.Webhooks;

/// <summary>
/// Calls for the subscriptions that hear of what came into the log. A message is not seen for a second, and whoever it calls then
/// sees all that came meanwhile: so one a second and process is enough, however many events there are.
/// </summary>
internal sealed partial class SubscriberCalls(ISubscriptions subscriptions, IWebhookCalls calls, TimeProvider time, ILogger<SubscriberCalls> log)
{
    private static readonly Duration s_unseen = Duration.FromSeconds(1);

    /// <summary>For so long a subscription that was added or changed may not be known here; <see cref="WebhookNudges"/> calls for it then.</summary>
    public static readonly Duration Remembered = Duration.FromSeconds(10);

    private readonly ConcurrentDictionary<string, long> _called = new(StringComparer.Ordinal);
    private volatile Known? _known;

    /// <summary>The events are logged: what fails here the sweeper makes good.</summary>
    public async Task CallAsync(IReadOnlyList<PublishedEvent> events, CancellationToken cancel)
    {
        try
        {
            var types = events.Select(e => e.Type).ToHashSet(StringComparer.Ordinal);
            foreach (var subscription in await KnownAsync(cancel))
            {
                if (subscription.State == SubscriptionState.Active && (subscription.Types.IsEmpty || subscription.Types.Any(types.Contains)))
                    await CallAsync(subscription.Id, cancel);
            }
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            NotCalled(log, failure.GetType().Name);
        }
    }

    private async Task CallAsync(string subscription, CancellationToken cancel)
    {
        // The service's second is a real one, whatever clock the app has.
        var now = Stopwatch.GetTimestamp();
        if (_called.TryGetValue(subscription, out var last) && Stopwatch.GetElapsedTime(last, now) < s_unseen.ToTimeSpan())
            return;
        // Before it is sent: the service counts the second from later on.
        _called[subscription] = now;
        try
        {
            await calls.CallAsync(subscription, s_unseen, cancel);
        }
        catch (Exception)
        {
            _called.TryRemove(subscription, out _);
            throw;
        }
    }

    private async Task<IReadOnlyList<Subscription>> KnownAsync(CancellationToken cancel)
    {
        if (_known is { } known && time.GetElapsedTime(known.At) < Remembered.ToTimeSpan())
            return known.Subscriptions;
        var now = time.GetTimestamp();
        var all = await subscriptions.ListAsync(cancel);
        _known = new Known(now, all);
        return all;
    }

    [LoggerMessage(EventId = 30, EventName = "WebhooksNotCalled", Level = LogLevel.Warning, Message = "Events were logged and their webhooks could not be called ({Error}); the sweeper will see to it.")]
    private static partial void NotCalled(ILogger log, string error);

    private sealed record Known(long At, IReadOnlyList<Subscription> Subscriptions);
}
