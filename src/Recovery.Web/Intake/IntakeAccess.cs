namespace Recovery.Web.Intake;

/// <summary>
/// How programs that bring mail, calls and reviews prove themselves: settings <c>Recovery:Intake:...</c> of both hosts. A
/// provider's own signature is checked wherever its secret is set.
/// </summary>
public sealed record IntakeAccess
{
    /// <summary>
    /// Sent as <c>Authorization: Bearer</c>, as the password of <c>Basic</c>, in <c>x-functions-key</c>, or in the address as <c>code=</c>.
    /// Null lets in only whom <see cref="OpenTo"/> names.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>Mailgun's HTTP webhook signing key; without it Mailgun is refused.</summary>
    public string? MailgunSigningKey { get; init; }

    /// <summary>SendGrid's verification key of signed Inbound Parse: base64 of an ECDSA public key.</summary>
    public string? SendGridVerificationKey { get; init; }

    /// <summary>Twilio's auth token, which signs its callbacks.</summary>
    public string? TwilioAuthToken { get; init; }

    /// <summary>Sent back by Microsoft Graph with each notification; without it Graph is refused.</summary>
    public string? GraphClientState { get; init; }

    /// <summary>Whom no key is asked of when none is set.</summary>
    public IntakeOpenness OpenTo { get; init; }
}

public enum IntakeOpenness
{
    Nobody,

    /// <summary>Programs on the same machine, that come by no proxy.</summary>
    ThisMachine,

    /// <summary>For a developer's machine, where the Functions host stands between.</summary>
    Everybody,
}
