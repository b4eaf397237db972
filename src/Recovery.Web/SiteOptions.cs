namespace Recovery.Web;

/// <summary>What an operator sets about the site. A limit of 0 is no limit.</summary>
public sealed record SiteOptions
{
    /// <summary>Where customers reach the site, put before links that leave it; else the address of the request is used.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Form posts of customers, from one source within <see cref="FormWindow"/>.</summary>
    public int FormPosts { get; init; } = 60;

    public TimeSpan FormWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Complaints by the API, from one source within a minute. One app sends for all its customers, so none is set by itself.</summary>
    public int ApiComplaintsPerMinute { get; init; }

    /// <summary>Tries to sign in to the console, from one source within <see cref="SignInWindow"/>.</summary>
    public int SignIns { get; init; } = 10;

    public TimeSpan SignInWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many trusted proxies stand before the site, each adding to <c>X-Forwarded-For</c>; 0 takes the address of the
    /// connection, since the header can be made up.
    /// </summary>
    public int TrustedProxies { get; init; }

    /// <summary>How long a console session lasts.</summary>
    public TimeSpan Session { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Stands in <see cref="SignInUrl"/> for the page to come back to.</summary>
    public const string ReturnPlace = "{return}";

    /// <summary>Where staff sign in on a host that knows them otherwise than by the staff token.</summary>
    public string? SignInUrl { get; init; }

    /// <summary>Where they sign out there. Followed as a link: a form that ends at another site's page is stopped by our own headers.</summary>
    public string? SignOutUrl { get; init; }

    /// <summary>The public page tells no rate from fewer closed cases than this: it would say more about single customers than about us.</summary>
    public int PublicStatisticsFrom { get; init; } = 10;
}
