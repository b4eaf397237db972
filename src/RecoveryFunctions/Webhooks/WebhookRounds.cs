using NodaTime;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;

namespace RecoveryFunctions.Webhooks;

internal sealed class WebhookRounds(
    SubscriptionRounds rounds, UncalledWebhooks uncalled, TableSubscriptions subscriptions, IDeliveries deliveries, IEventLog events, WebhookSettings settings, IClock clock,
    TimeProvider time)
    : IWebhookRounds
{
    private const int ForgottenAtOnce = 1_000;

    /// <summary>Half of what <c>host.json</c> allows a function; the next night goes on.</summary>
    private static readonly TimeSpan s_longestPurge = TimeSpan.FromMinutes(5);

    public Task RunAsync(string subscription, CancellationToken cancel) => rounds.RunAsync(subscription, cancel);

    public Task SweepAsync(CancellationToken cancel) => uncalled.CallAsync(cancel);

    public async Task PurgeAsync(CancellationToken cancel)
    {
        await subscriptions.ClearRemovedAsync(cancel);
        var (before, began) = (clock.GetCurrentInstant() - settings.Retention, time.GetTimestamp());
        await PurgeAsync(() => deliveries.ForgetAsync(before, ForgottenAtOnce, cancel), began);
        await PurgeAsync(() => events.ForgetAsync(before, ForgottenAtOnce, cancel), began);
    }

    private async Task PurgeAsync(Func<Task<int>> forget, long began)
    {
        while (time.GetElapsedTime(began) < s_longestPurge)
        {
            if (await forget() == 0)
                break;
        }
    }
}
