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

    /// <summary>For each of the two; both fit into what <c>host.json</c> allows a function. The next night goes on.</summary>
    private static readonly TimeSpan s_longestPurge = TimeSpan.FromMinutes(4);

    public Task RunAsync(string subscription, CancellationToken cancel) => rounds.RunAsync(subscription, cancel);

    public Task SweepAsync(CancellationToken cancel) => uncalled.CallAsync(cancel);

    public async Task PurgeAsync(CancellationToken cancel)
    {
        await subscriptions.ClearRemovedAsync(cancel);
        var before = clock.GetCurrentInstant() - settings.Retention;
        await PurgeAsync(() => deliveries.ForgetAsync(before, ForgottenAtOnce, cancel));
        await PurgeAsync(() => events.ForgetAsync(before, ForgottenAtOnce, cancel));
    }

    private async Task PurgeAsync(Func<Task<int>> forget)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < s_longestPurge)
        {
            if (await forget() == 0)
                break;
        }
    }
}
