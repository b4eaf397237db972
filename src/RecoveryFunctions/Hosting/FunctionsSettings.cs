namespace RecoveryFunctions.Hosting;

/// <summary>
/// What an operator sets: <c>Recovery__X</c> among the app settings. The names are those of the embedded host where both have
/// a setting.
/// </summary>
public sealed record FunctionsSettings
{
    public const string Section = "Recovery";

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

    public LimitSettings Limits { get; init; } = new();
}

public sealed record MailSettings
{
    /// <summary>Of every message. On Azure an address of a domain that is connected to the Communication Services resource.</summary>
    public string From { get; init; } = "complaints@localhost";

    /// <summary>Where answers go, the case's token added after a plus sign. Absent on Azure, messages have no address for answers but the status page.</summary>
    public string? ReplyTo { get; init; }

    /// <summary><c>https://NAME.communication.azure.com</c>, reached by identity. Absent with <see cref="ConnectionString"/> absent too, mail is kept in a table and shown in the console.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>For a developer's machine; refused on Azure.</summary>
    public string? ConnectionString { get; init; }
}

public sealed record LimitSettings
{
    public int FormPosts { get; init; } = 60;

    public int ApiComplaintsPerMinute { get; init; }

    public int SignIns { get; init; } = 10;
}
