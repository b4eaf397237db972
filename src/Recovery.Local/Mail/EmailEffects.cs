using Recovery.Cases;

namespace Recovery.Local.Mail;

/// <summary>Runs the effects of the embedded host: both kinds of message go out as mail.</summary>
public sealed partial class EmailEffects(MailComposer composer, IMailer mailer, IPolicyLibrary policies, ILogger<EmailEffects> log) : IEffectRunner
{
    public async Task RunAsync(CaseEffect effect, CancellationToken cancel)
    {
        switch (effect)
        {
            case CustomerEmail email:
                await SendAsync(composer.Compose(email), cancel);
                break;
            case StaffAlert alert:
                await AlertAsync(alert, cancel);
                break;
            case CountStatistics or RecordOutcome or WithdrawOutcome:
                // The store applied them when it saved the case.
                break;
            default:
                throw new EffectRejectedException($"This program cannot run effects of the kind {effect.GetType().Name}.");
        }
    }

    private async Task AlertAsync(StaffAlert alert, CancellationToken cancel)
    {
        var people = policies.Current.Document.People.Where(p => p.Id == alert.Person || p.Roles.Any(r => alert.Roles.Contains(r)));
        if (composer.Compose(alert, people) is not { } mail)
        {
            NobodyToAlert(log, alert.Id);
            throw new EffectRejectedException("nobody whom the policy names for it has an address");
        }

        await SendAsync(mail, cancel);
    }

    private async Task SendAsync(OutgoingMail mail, CancellationToken cancel)
    {
        using (mail.Message)
            await mailer.SendAsync(mail, cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody whom the policy names for the alert {Effect} has an address; it was not sent.")]
    private static partial void NobodyToAlert(ILogger log, string effect);
}
