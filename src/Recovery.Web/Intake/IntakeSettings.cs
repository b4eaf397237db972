namespace Recovery.Web.Intake;

/// <summary>
/// What an operator sets for mail, calls and reviews that programs post: the settings <c>Recovery:Intake:*</c>, under the same
/// names in both hosts.
/// </summary>
public sealed record IntakeSettings
{
    private const int ShortestKey = 16;

    /// <summary>A secret that programs send with what they post, where their provider has no signature of its own.</summary>
    public string? Key { get; init; }

    public MailgunSettings Mailgun { get; init; } = new();

    public SendGridSettings SendGrid { get; init; } = new();

    public TwilioSettings Twilio { get; init; } = new();

    public GraphAccessSettings Graph { get; init; } = new();

    /// <summary>The application that fetches mail by its secret; null when none is set.</summary>
    public GraphSettings? Mailbox() => Graph is { TenantId: { } tenant, ClientId: { } client, ClientSecret: { } secret }
        ? new GraphSettings { TenantId = tenant, ClientId = client, ClientSecret = secret }
        : null;

    /// <param name="openTo">Whom no key is asked of when none is set.</param>
    public IntakeAccess Access(IntakeOpenness openTo) => new()
    {
        Key = Key,
        MailgunSigningKey = Mailgun.SigningKey,
        SendGridVerificationKey = SendGrid.VerificationKey,
        TwilioAuthToken = Twilio.AuthToken,
        GraphClientState = Graph.ClientState,
        OpenTo = openTo,
    };

    /// <summary>A sentence for each setting that cannot be used. None quotes a value: most are secrets.</summary>
    /// <param name="key">Makes the name of a setting as the host writes it, of its parts.</param>
    public IEnumerable<string> Faults(Func<string[], string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        (string[] Name, string? Secret)[] secrets =
        [
            ([nameof(Key)], Key), ([nameof(Mailgun), nameof(Mailgun.SigningKey)], Mailgun.SigningKey),
            ([nameof(SendGrid), nameof(SendGrid.VerificationKey)], SendGrid.VerificationKey), ([nameof(Twilio), nameof(Twilio.AuthToken)], Twilio.AuthToken),
            ([nameof(Graph), nameof(Graph.ClientState)], Graph.ClientState), ([nameof(Graph), nameof(Graph.TenantId)], Graph.TenantId),
            ([nameof(Graph), nameof(Graph.ClientId)], Graph.ClientId), ([nameof(Graph), nameof(Graph.ClientSecret)], Graph.ClientSecret),
        ];
        foreach (var (name, secret) in secrets)
        {
            if (secret is not null && (string.IsNullOrWhiteSpace(secret) || secret != secret.Trim()))
                yield return $"{key(name)}: must not be blank, nor begin or end with a space";
            // Azure leaves the reference in the secret's place where it cannot follow it, and anybody may know the reference.
            else if (secret is not null && secret.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase))
                yield return $"{key(name)}: is a reference to a vault that could not be followed; see that the secret is there and that the app may read it";
        }

        if (Key is { Length: > 0 and < ShortestKey })
            yield return $"{key([nameof(Key)])}: must have {ShortestKey} characters or more, so that nobody guesses it";
        if (SendGrid.VerificationKey is { } verification && !Convert.TryFromBase64String(verification.Trim(), new byte[verification.Length], out _))
            yield return $"{key([nameof(SendGrid), nameof(SendGrid.VerificationKey)])}: must be base64, as SendGrid shows it";
        if (Graph.TenantId is { } tenant && !tenant.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
            yield return $"{key([nameof(Graph), nameof(Graph.TenantId)])}: must be the id or a domain of a Microsoft Entra tenant";
        string?[] fetching = [Graph.TenantId, Graph.ClientId, Graph.ClientSecret];
        if (fetching.Any(v => v is not null) && (fetching.Any(v => v is null) || Graph.ClientState is null))
            yield return $"{key([nameof(Graph)])}: {nameof(Graph.ClientState)}, {nameof(Graph.TenantId)}, {nameof(Graph.ClientId)} and {nameof(Graph.ClientSecret)} must be set together";
    }

    public sealed record MailgunSettings
    {
        /// <summary>Of Mailgun's HTTP webhooks.</summary>
        public string? SigningKey { get; init; }
    }

    public sealed record SendGridSettings
    {
        /// <summary>Of a signed Inbound Parse.</summary>
        public string? VerificationKey { get; init; }
    }

    public sealed record TwilioSettings
    {
        public string? AuthToken { get; init; }
    }

    /// <summary>Of the application that reads the mailbox: the last three together, or none where the host has an identity of its own.</summary>
    public sealed record GraphAccessSettings
    {
        /// <summary>Sent back with each notification.</summary>
        public string? ClientState { get; init; }

        public string? TenantId { get; init; }

        public string? ClientId { get; init; }

        public string? ClientSecret { get; init; }
    }
}
