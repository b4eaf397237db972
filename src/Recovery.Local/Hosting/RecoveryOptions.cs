using System.Net.Mail;
using Recovery.Local.Mail;
using Recovery.Messages;
using Recovery.Web;
using Recovery.Web.Intake;
using Recovery.Web.Webhooks;

namespace Recovery.Local.Hosting;

/// <summary>What an operator sets: <c>Recovery:*</c> in <c>appsettings.json</c>, the environment (<c>Recovery__X</c>) or the command line.</summary>
public sealed record RecoveryOptions
{
    public const string Section = "Recovery";

    /// <summary>Where the database, the keys and the outbox are.</summary>
    public string DataDirectory { get; init; } = "recovery-data";

    /// <summary>A file, or the name of a shipped pack.</summary>
    public string Policy { get; init; } = "default";

    /// <summary>Where customers and staff reach the site, put before links in mail; absent, the address that it listens on.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// Whom no key is asked of. A site that has a name elsewhere stands behind a proxy as a rule, and one on this machine that says
    /// nothing of itself looks like any program here.
    /// </summary>
    public IntakeOpenness OpenTo => PublicUrl is { IsAbsoluteUri: true, IsLoopback: false } ? IntakeOpenness.Nobody : IntakeOpenness.ThisMachine;

    /// <summary>The staff's API token; absent, one is made and kept in the data directory.</summary>
    public string? StaffToken { get; init; }

    /// <summary>How much faster than the world's the clock of cases runs; for demos and tests.</summary>
    public double ClockSpeed { get; init; } = 1;

    /// <summary>Believe <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>: only behind a proxy that sets them itself.</summary>
    public bool TrustProxy { get; init; }

    public SiteLimits Limits { get; init; } = new();

    /// <summary>How programs that post mail, calls and reviews prove themselves; without a key, those of this machine are let in.</summary>
    public IntakeSettings Intake { get; init; } = new();

    /// <summary>What goes out to the apps of others.</summary>
    public WebhookSettings Webhooks { get; init; } = new();

    public MailOptions Mail { get; init; } = new();

    /// <summary>Without a host, mail goes to the outbox.</summary>
    public SmtpSettings Smtp { get; init; } = new();

    /// <exception cref="UnusableSettingsException">Names each key at fault.</exception>
    public static RecoveryOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        RecoveryOptions options;
        try
        {
            options = section.Get<RecoveryOptions>() ?? new RecoveryOptions();
        }
        catch (InvalidOperationException unreadable)
        {
            // The binder's sentence names the key and the value's type.
            throw new UnusableSettingsException([unreadable.Message]);
        }

        var faults = Unknown(section, typeof(RecoveryOptions)).Concat(UnknownOfIntake(section.GetSection(nameof(Intake))))
            .Concat(Unknown(section.GetSection(nameof(Webhooks)), typeof(WebhookSettings))).Concat(options.Faults()).ToList();
        return faults.Count == 0 ? options : throw new UnusableSettingsException(faults);
    }

    private static IEnumerable<string> UnknownOfIntake(IConfigurationSection intake) => Unknown(intake, typeof(IntakeSettings))
        .Concat(typeof(IntakeSettings).GetProperties().Where(p => p.PropertyType != typeof(string)).SelectMany(p => Unknown(intake.GetSection(p.Name), p.PropertyType)));

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type options)
    {
        var known = options.GetProperties().Where(p => p.CanWrite).Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return section.GetChildren().Where(c => !known.Contains(c.Key))
            .Select(c => $"{c.Path}: there is no such setting; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}");
    }

    private IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(DataDirectory))
            yield return $"{Section}:DataDirectory: must name a directory";
        if (string.IsNullOrWhiteSpace(Policy))
            yield return $"{Section}:Policy: must name a file or a shipped pack";
        if (PublicUrl is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https"))
            yield return $"{Section}:PublicUrl: must be an address such as https://care.example.org";
        if (StaffToken is not null && (string.IsNullOrWhiteSpace(StaffToken) || StaffToken != StaffToken.Trim()))
            yield return $"{Section}:StaffToken: must not be blank, nor begin or end with a space";
        foreach (var fault in Limits.Faults(name => $"{Section}:{nameof(Limits)}:{name}"))
            yield return fault;
        foreach (var fault in Intake.Faults(name => $"{Section}:{nameof(Intake)}:{string.Join(':', name)}"))
            yield return fault;
        foreach (var fault in Webhooks.Faults(name => $"{Section}:{nameof(Webhooks)}:{name}", onAzure: false))
            yield return fault;
        if (!(ClockSpeed >= 1 && ClockSpeed <= 1_000_000))
            yield return $"{Section}:ClockSpeed: must lie between 1 and 1000000";
        if (Smtp.Port is < 1 or > 65535)
            yield return $"{Section}:Smtp:Port: must lie between 1 and 65535";
        if (!MailAddress.TryCreate(Mail.From, out _))
            yield return $"{Section}:Mail:From: must be an address such as care@example.org";
        if (!MailAddress.TryCreate(Mail.ReplyTo ?? Mail.From, out var replies))
            yield return $"{Section}:Mail:ReplyTo: must be an address such as complaints@example.org";
        else if (Mail.ReplyTo is not null && replies.User.Length > MailAddresses.LongestReplyUser)
            yield return $"{Section}:Mail:ReplyTo: must have at most {MailAddresses.LongestReplyUser} characters before the @, to leave room for the case's token";
    }
}

public sealed record MailOptions
{
    /// <summary>Of every message, with or without a name: <c>Care &lt;care@example.org&gt;</c>.</summary>
    public string From { get; init; } = "complaints@localhost";

    /// <summary>Where answers go, the case's token added after a plus sign; absent, <c>complaints@</c> at the domain of <see cref="From"/>.</summary>
    public string? ReplyTo { get; init; }

    public MailAddresses Addresses()
    {
        var from = new MailAddress(From);
        return ReplyTo is null
            ? new MailAddresses(from, new MailAddress($"complaints@{from.Host}")) { RepliesAreRead = false }
            : new MailAddresses(from, new MailAddress(ReplyTo));
    }
}
