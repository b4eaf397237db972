namespace Recovery.Local.Mail;

/// <summary>Hands mail on. Handed the same again, it does the same again.</summary>
public interface IMailer
{
    /// <exception cref="Recovery.Cases.EffectRejectedException">The other side will never take it.</exception>
    /// <exception cref="Exception">Anything else: it may succeed later.</exception>
    Task SendAsync(OutgoingMail mail, CancellationToken cancel);
}
