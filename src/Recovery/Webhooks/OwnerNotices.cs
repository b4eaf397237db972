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
/// Tells the owner of a subscription, or else the operators of today's policy, in the words of that policy. A notice holds what
/// staff call the webhook, the host of its receiver, since its path may be a secret, and a link.
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
            var policy = policies.Current;
            var alert = Alert(subscription, notice, now, policy);
            if (composer.Compose(alert, To(subscription, policy.Document), page, subscription.Id) is { } mail)
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

    /// <summary>Where nobody is an operator, whoever the ladder calls last is told, or the level below where that one has no address.</summary>
    private static Person[] To(Subscription subscription, PolicyDocument policy)
    {
        if (!string.IsNullOrWhiteSpace(subscription.Owner))
            return [new Person { Id = "owner", Name = "", Email = subscription.Owner }];
        IEnumerable<string> roles = [OperatorRole, .. policy.Escalation.Ladder.Reverse().Select(l => l.Role)];
        return roles.Select(r => policy.People.Where(p => p.Roles.Contains(r) && !string.IsNullOrWhiteSpace(p.Email)).ToArray())
            .FirstOrDefault(people => people.Length > 0) ?? [];
    }

    private static StaffAlert Alert(Subscription subscription, OwnerNotice notice, Instant now, RecoveryPolicy policy)
    {
        var rendered = policy.Templates.Render(notice, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["organisation"] = policy.Document.Organisation.Name,
            ["signature"] = policy.Document.Organisation.Signature,
            ["webhook"] = subscription.Name,
            ["receiver"] = subscription.Url.IdnHost,
            ["tries"] = $"{DeliverySchedule.Most}",
            ["days"] = $"{(int)DeliverySchedule.Span.TotalDays}",
        });
        return new StaffAlert(
            $"{subscription.Id}-{notice.ToString().ToLowerInvariant()}-{now.InUtc().Date:yyyyMMdd}", default, null, [], rendered.Subject, rendered.Body);
    }
}
