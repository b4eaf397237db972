using Recovery.Cases;
using Recovery.Policy;

namespace Recovery.Messages;

/// <summary>Runs the effects of both hosts: messages to customers and alerts to staff go out as mail.</summary>
public sealed class EmailEffects(MailComposer composer, IMailer mailer, IPolicyLibrary policies) : IEffectRunner
{
    public Task RunAsync(CaseEffect effect, CancellationToken cancel) => effect switch
    {
        CustomerEmail email => mailer.SendAsync(composer.Compose(email), cancel),
        StaffAlert alert => mailer.SendAsync(Composed(alert), cancel),
        // The store applied them when it saved the case.
        CountStatistics or RecordOutcome or WithdrawOutcome => Task.CompletedTask,
        _ => throw new EffectRejectedException($"This program cannot run effects of the kind {effect.GetType().Name}."),
    };

    private ComposedMail Composed(StaffAlert alert) =>
        composer.Compose(alert, policies.Current.Document.People.Where(p => IsFor(alert, p)))
        ?? throw new EffectRejectedException("nobody whom the policy names for it has an address");

    private static bool IsFor(StaffAlert alert, Person person) =>
        person.Id == alert.Person || person.Roles.Any(r => alert.Roles.Contains(r));
}
