using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Policy;

namespace Recovery.Messages;

/// <summary>
/// Runs the effects of both hosts: messages to customers and alerts to staff go out as mail. Automatic mail about one
/// customer's cases has a cap, by today's policy, so that no two programs keep each other going.
/// </summary>
public sealed class EmailEffects(MailComposer composer, IMailer mailer, IPolicyLibrary policies, IMailAllowance allowance, IClock clock) : IEffectRunner
{
    public async Task RunAsync(CaseEffect effect, CancellationToken cancel)
    {
        switch (effect)
        {
            case CustomerEmail email:
                if (!MailComposer.WrittenByStaff(email.Kind))
                    await CountAsync(email, email.To, cancel);
                await mailer.SendAsync(composer.Compose(email), cancel);
                break;
            case StaffAlert alert:
                var composed = Composed(alert);
                await CountAsync(alert, alert.Customer, cancel);
                await mailer.SendAsync(composed, cancel);
                break;
            case CountStatistics or RecordOutcome or WithdrawOutcome or PublishEvent:
                // The store applied them when it saved the case.
                break;
            default:
                throw new EffectRejectedException($"This program cannot run effects of the kind {effect.GetType().Name}.");
        }
    }

    /// <param name="address">A case without one counts for itself: somebody writes on its status page, perhaps a program.</param>
    /// <exception cref="EffectRejectedException">As many have left today as the policy allows.</exception>
    private async Task CountAsync(CaseEffect effect, string? address, CancellationToken cancel)
    {
        var policy = policies.Current;
        var most = policy.Document.AutomaticMail.PerCustomerAndDay;
        if (most == 0)
            return;
        var day = clock.GetCurrentInstant().InZone(policy.Zone).Date;
        if (!await allowance.TakeAsync(address?.Trim().ToLowerInvariant() ?? effect.Case.Value, day, effect.Id, most, cancel))
            throw new EffectRejectedException($"withheld: {most} automatic messages about this customer have left today, and the policy allows no more");
    }

    private ComposedMail Composed(StaffAlert alert) =>
        composer.Compose(alert, policies.Current.Document.People.Where(p => IsFor(alert, p)))
        ?? throw new EffectRejectedException("nobody whom the policy names for it has an address");

    private static bool IsFor(StaffAlert alert, Person person) =>
        person.Id == alert.Person || person.Roles.Any(r => alert.Roles.Contains(r));
}
