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

    /// <summary>Where links in mail lead, ending in a slash.</summary>
    /// <param name="hostName"><c>WEBSITE_HOSTNAME</c>: on Azure the app's own name, with Core Tools <c>localhost:7071</c>.</param>
    public Uri Site(string? hostName)
    {
        var host = string.IsNullOrEmpty(hostName) ? "localhost:7071" : hostName;
        var scheme = host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || host.StartsWith("127.", StringComparison.Ordinal) ? "http" : "https";
        var site = PublicUrl?.AbsoluteUri ?? $"{scheme}://{host}";
        return new Uri(site.EndsWith('/') ? site : site + "/");
    }
}

public sealed record LimitSettings
{
    public int FormPosts { get; init; } = 60;

    public int ApiComplaintsPerMinute { get; init; }

    public int SignIns { get; init; } = 10;
}
