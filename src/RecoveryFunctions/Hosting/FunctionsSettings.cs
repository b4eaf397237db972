using Microsoft.Extensions.Configuration;
using Recovery.Web;
using Recovery.Web.Intake;
using Recovery.Web.Webhooks;

namespace RecoveryFunctions.Hosting;

/// <summary>
/// What an operator sets: <c>Recovery__X</c> among the app settings. The names are those of the embedded host where both have
/// a setting.
/// </summary>
public sealed record FunctionsSettings
{
    public const string Section = "Recovery";

    /// <summary>Of the embedded host, and without a meaning here: one set of settings may serve both.</summary>
    private static readonly string[] s_ofTheOtherHost = ["DataDirectory", "Smtp", "TrustProxy"];

    /// <summary>A shipped pack's name, or a file in the published package.</summary>
    public string Policy { get; init; } = "default";

    /// <summary>Where customers and staff reach the site, put before links in mail; absent, <c>WEBSITE_HOSTNAME</c> has it.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Lets staff in on a developer's machine. Refused on Azure, where staff come through Easy Auth.</summary>
    public string? StaffToken { get; init; }

    /// <summary>Only 1 is accepted: the durable runtime's clock cannot be sped up. Present so that a forgotten setting is refused instead of ignored.</summary>
    public double ClockSpeed { get; init; } = 1;

    /// <summary>Proxies before the app that add to <c>X-Forwarded-For</c>.</summary>
    public int TrustedProxies { get; init; } = 1;

    public MailSettings Mail { get; init; } = new();

    public SiteLimits Limits { get; init; } = new();

    /// <summary>How programs that post mail, calls and reviews prove themselves. Without a key only a developer's machine lets them in.</summary>
    public IntakeSettings Intake { get; init; } = new();

    /// <summary>What downstream apps are told of cases.</summary>
    public WebhookSettings Webhooks { get; init; } = new();

    /// <exception cref="UnusableSettingsException">Names each key at fault.</exception>
    public static FunctionsSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        FunctionsSettings settings;
        try
        {
            settings = section.Get<FunctionsSettings>() ?? new FunctionsSettings();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new UnusableSettingsException([Unreadable(section, unreadable)]);
        }

        var onAzure = Surroundings.IsAzure(configuration);
        string[] faults =
        [
            .. Unknown(section, typeof(FunctionsSettings)), .. Unknown(section.GetSection(nameof(Mail)), typeof(MailSettings)),
            .. Unknown(section.GetSection(nameof(Limits)), typeof(SiteLimits)), .. Unknown(section.GetSection(nameof(Webhooks)), typeof(WebhookSettings)),
            .. UnknownOfIntake(section.GetSection(nameof(Intake))),
            .. settings.Faults(onAzure), .. settings.Mail.Faults(onAzure), .. settings.Webhooks.Faults(name => $"{Section}__{nameof(Webhooks)}__{name}", onAzure),
            .. settings.Limits.Faults(name => $"{Section}__{nameof(Limits)}__{name}"),
            .. settings.Intake.Faults(name => $"{Section}__{nameof(Intake)}__{string.Join("__", name)}"),
        ];
        return faults.Length == 0
            ? settings with { PublicUrl = settings.PublicUrl ?? Surroundings.Address(configuration) }
            : throw new UnusableSettingsException(faults);
    }

    private static IEnumerable<string> UnknownOfIntake(IConfigurationSection intake) => Unknown(intake, typeof(IntakeSettings))
        .Concat(typeof(IntakeSettings).GetProperties().Where(p => p.PropertyType != typeof(string)).SelectMany(p => Unknown(intake.GetSection(p.Name), p.PropertyType)));

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type settings)
    {
        var known = settings.GetProperties().Where(p => p.SetMethod is not null).Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return section.GetChildren().Where(c => !known.Contains(c.Key) && !s_ofTheOtherHost.Contains(c.Key, StringComparer.OrdinalIgnoreCase))
            .Select(c => $"{Key(c.Path)}: there is no such setting; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}");
    }

    /// <summary>The binder's own sentence quotes the value, which may be one that nobody should read in a log.</summary>
    private static string Unreadable(IConfigurationSection section, InvalidOperationException told)
    {
        var at = section.AsEnumerable().Select(s => s.Key).Where(k => told.Message.Contains($"'{k}'", StringComparison.Ordinal)).MaxBy(k => k.Length) ?? section.Path;
        return $"{Key(at)}: is not of the kind that this setting is";
    }

    /// <summary>As it stands among the app settings, where colons are not allowed on Linux.</summary>
    private static string Key(string path) => path.Replace(":", "__", StringComparison.Ordinal);

    private IEnumerable<string> Faults(bool onAzure)
    {
        if (string.IsNullOrWhiteSpace(Policy))
            yield return $"{Section}__Policy: must name a file or a shipped pack";
        if (PublicUrl is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https"))
            yield return $"{Section}__PublicUrl: must be an address such as https://care.example.org";
        if (StaffToken is not null && (string.IsNullOrWhiteSpace(StaffToken) || StaffToken != StaffToken.Trim()))
            yield return $"{Section}__StaffToken: must not be blank, nor begin or end with a space";
        if (onAzure && StaffToken is not null)
            yield return $"{Section}__StaffToken: is for a developer's machine; on Azure staff sign in through the platform (Easy Auth)";
        if (ClockSpeed != 1)
            yield return $"{Section}__ClockSpeed: must be 1; only the embedded host has a clock that can be sped up";
        if (TrustedProxies is < 0 or > 10)
            yield return $"{Section}__TrustedProxies: must lie between 0 and 10";
    }
}
