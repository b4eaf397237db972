using System.Net;
using System.Net.Mail;
using Recovery.Cases;
using Recovery.Messages;

namespace Recovery.Local.Mail;

/// <summary>Where mail is handed over.</summary>
public sealed record SmtpSettings
{
    public string? Host { get; init; }

    public int Port { get; init; } = 25;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>STARTTLS; the port for TLS from the first byte is not supported by the base library.</summary>
    public bool EnableTls { get; init; } = true;
}

/// <summary>Hands mail to an SMTP server. Its Date is the machine's, which is all that the base library writes.</summary>
public sealed class SmtpMailer(SmtpSettings settings) : IMailer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task SendAsync(ComposedMail mail, CancellationToken cancel)
    {
        using var message = MailMessages.Of(mail);
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.EnableTls };
        if (settings.User is { } user)
            client.Credentials = new NetworkCredential(user, settings.Password);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            await client.SendMailAsync(message, limit.Token);
        }
        catch (SmtpFailedRecipientException refused) when (IsPermanent(refused.StatusCode))
        {
            throw new EffectRejectedException($"The mail server refused the address for good ({(int)refused.StatusCode}).");
        }
    }

    private static bool IsPermanent(SmtpStatusCode code) => (int)code is >= 500 and < 600;
}
