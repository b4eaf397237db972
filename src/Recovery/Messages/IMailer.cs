namespace Recovery.Messages;

/// <summary>Hands mail on. Handed the same again, it does the same again, or knows that it need not.</summary>
public interface IMailer
{
    /// <exception cref="Cases.EffectRejectedException">The other side will never take it.</exception>
    /// <exception cref="Cases.EffectPutOffException">The other side has no room now.</exception>
    /// <exception cref="Exception">Anything else: it may succeed later.</exception>
    Task SendAsync(ComposedMail mail, CancellationToken cancel);
}
