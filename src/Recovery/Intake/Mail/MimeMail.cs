using NodaTime;

namespace Recovery.Intake.Mail;

/// <summary>Reads mail as it travels (RFC 5322, RFC 2045 to 2047).</summary>
public static class MimeMail
{
    /// <param name="now">Dates far from it are not believed.</param>
    /// <exception cref="UnreadableMailException">It is no mail, or goes beyond <see cref="MailLimits"/>.</exception>
    public static InboundMail Read(ReadOnlyMemory<byte> raw, MailEnvelope envelope, Instant now)
    {
        _ = (raw, envelope, now);
        throw new NotSupportedException("Not built yet.");
    }
}
