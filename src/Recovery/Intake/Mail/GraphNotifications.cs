using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Recovery.Intake.Mail.Providers;

namespace Recovery.Intake.Mail;

/// <summary>What Microsoft Graph tells of: a mail that came, or something about the subscription itself.</summary>
/// <param name="Resource">Such as <c>Users/{id}/Messages/{id}</c>; null for a lifecycle notification without one.</param>
/// <param name="ClientState">The secret given with the subscription.</param>
/// <param name="ChangeType"><c>created</c>, <c>updated</c> or <c>deleted</c>.</param>
/// <param name="LifecycleEvent"><c>reauthorizationRequired</c>, <c>subscriptionRemoved</c> or <c>missed</c>; null for a change.</param>
public sealed record GraphNotification(string? Resource, string? ClientState, string? SubscriptionId, string? ChangeType, string? LifecycleEvent);

/// <summary>Reads change notifications (learn.microsoft.com/graph/change-notifications-delivery-webhooks).</summary>
public static partial class GraphNotifications
{
    /// <summary>Graph sends some dozens at once.</summary>
    private const int Most = 1_000;

    /// <exception cref="UnreadableMailException">It is not of that shape.</exception>
    public static ImmutableArray<GraphNotification> Read(ReadOnlyMemory<byte> json)
    {
        using var document = ProviderJson.Object(json, new Mime.Oddities());
        if (!document.RootElement.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Array)
            throw new UnreadableMailException("its field value is no list");
        if (value.GetArrayLength() > Most)
            throw new UnreadableMailException($"it has more than {Most:N0} notifications");
        return
        [
            .. document.RootElement.Objects("value").Select(n => new GraphNotification(
                n.Text("resource"), n.Text("clientState"), n.Text("subscriptionId"), n.Text("changeType"), n.Text("lifecycleEvent"))),
        ];
    }

    /// <summary>Whether it names a mail in somebody's mailbox and nothing else: no other path, no query, no other host.</summary>
    public static bool IsMessage(string resource) => resource.Length <= 1_000 && Message().IsMatch(resource);

    [GeneratedRegex(
        @"\A/?users/[A-Za-z0-9][A-Za-z0-9._@+'-]*/(mailfolders(/[A-Za-z0-9_=-]+|\('[A-Za-z0-9_=-]+'\))/)?messages/[A-Za-z0-9_=-]+\z",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Message();
}
