using NodaTime;
using Recovery.Cases;
using Recovery.Messages;
using Recovery.Policy;

namespace Recovery.Webhooks;

/// <summary>What the owner of a subscription is told by mail.</summary>
public enum OwnerNotice
{
    /// <summary>Deliveries are given up.</summary>
    Parked,

    /// <summary>The receiver answered 410.</summary>
    Disabled,

    /// <summary>The secret cannot be read, and nothing is sent.</summary>
    NotSigned,
}

/// <summary>
/// Tells the owner of a subscription, or else the operators of today's policy. A notice holds what staff call the webhook, the
/// host of its receiver, since its path may be a secret, and a link.
/// </summary>
public sealed class OwnerNotices(MailComposer composer, IMailer mailer, IPolicyLibrary policies)
{
    public const string OperatorRole = "operator";

    /// <param name="now">Names the notice: the same kind on the same day is the same message.</param>
    /// <param name="failures">Why nobody was told, for the log.</param>
    /// <returns>False when it may succeed later.</returns>
    public async Task<bool> TellAsync(Subscription subscription, OwnerNotice notice, Instant now, List<string> failures, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(failures);
        try
        {
            var page = $"console/webhooks/{subscription.Id}";
            var alert = Alert(subscription, notice, now);
            if (composer.Compose(alert, To(subscription), page, subscription.Id) is { } mail)
                await mailer.SendAsync(mail, cancel);
            else
                failures.Add($"{alert.Id}: nobody whom the policy names for it has an address");
            return true;
        }
        catch (EffectRejectedException rejected)
        {
            failures.Add($"{subscription.Id}: {rejected.Message}");
            return true;
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            failures.Add($"{subscription.Id}: {failure.GetType().Name} while its owner was told");
            return false;
        }
    }

    private IEnumerable<Person> To(Subscription subscription) =>
        string.IsNullOrWhiteSpace(subscription.Owner)
            ? policies.Current.Document.People.Where(p => p.Roles.Contains(OperatorRole))
            : [new Person { Id = "owner", Name = "", Email = subscription.Owner }];

    private static StaffAlert Alert(Subscription subscription, OwnerNotice notice, Instant now)
    {
        var (subject, body) = Words(notice);
        var (name, host) = (MarkdownValue.SingleLine(subscription.Name), MarkdownValue.Escape(subscription.Url.IdnHost));
        return new StaffAlert(
            $"{subscription.Id}-{notice.ToString().ToLowerInvariant()}-{now.InUtc().Date:yyyyMMdd}", default, null, [],
            $"{subject}: {name}", $"{body}\n\nThe webhook: {MarkdownValue.Escape(subscription.Name)}\nIts receiver: {host}\n\n{MessageText.ConsoleLink}");
    }

    private static (string Subject, string Body) Words(OwnerNotice notice) => notice switch
    {
        OwnerNotice.Disabled =>
            ("A webhook was switched off",
             "The receiver answered that it wants no more events (410), so nothing is sent to it. Events are kept for some weeks: resume the webhook within that time and they all arrive."),
        OwnerNotice.NotSigned =>
            ("A webhook cannot be signed",
             "Its secret cannot be read, so nothing is sent to it. Rotate the secret; what waits is then sent."),
        _ =>
            ("Events are not getting through",
             $"At least one event was given up after {DeliverySchedule.Most} tries or {(int)DeliverySchedule.Span.TotalDays} days. Mend the receiver, then have the events sent again from the webhook's page. While this lasts you hear of it once a day at most."),
    };
}
