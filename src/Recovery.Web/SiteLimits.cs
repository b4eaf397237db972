namespace Recovery.Web;

/// <summary>How much one source may send, as operators set it on either host; 0 is no limit.</summary>
public sealed record SiteLimits
{
    /// <summary>Posts of the public forms in ten minutes.</summary>
    public int FormPosts { get; init; } = new SiteOptions().FormPosts;

    /// <summary>Complaints by the API in a minute.</summary>
    public int ApiComplaintsPerMinute { get; init; } = new SiteOptions().ApiComplaintsPerMinute;

    /// <summary>Tries to sign in to the console, in five minutes.</summary>
    public int SignIns { get; init; } = new SiteOptions().SignIns;

    public SiteOptions Of(SiteOptions options) => options with { FormPosts = FormPosts, ApiComplaintsPerMinute = ApiComplaintsPerMinute, SignIns = SignIns };

    /// <param name="key">Makes the name of a setting as the host writes it.</param>
    public IEnumerable<string> Faults(Func<string, string> key)
    {
        (string Name, int Limit)[] limits = [(nameof(FormPosts), FormPosts), (nameof(ApiComplaintsPerMinute), ApiComplaintsPerMinute), (nameof(SignIns), SignIns)];
        return limits.Where(l => l.Limit < 0).Select(l => $"{key(l.Name)}: must not be negative; 0 is no limit");
    }
}
