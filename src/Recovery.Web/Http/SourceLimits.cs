using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Http;

/// <summary>How much one source may send. Addresses live in memory for one window and are neither stored nor logged.</summary>
internal sealed class SourceLimits(SiteOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _form = Limiter(options.FormPosts, options.FormWindow);
    private readonly PartitionedRateLimiter<string> _api = Limiter(options.ApiComplaintsPerMinute, TimeSpan.FromMinutes(1));
    private readonly PartitionedRateLimiter<string> _signIn = Limiter(options.SignIns, options.SignInWindow);

    /// <summary>Null when it may; else how long to wait.</summary>
    public TimeSpan? Form(HttpContext http) => Ask(_form, http);

    public TimeSpan? Api(HttpContext http) => Ask(_api, http);

    public TimeSpan? SignIn(HttpContext http) => Ask(_signIn, http);

    public void Dispose()
    {
        _form.Dispose();
        _api.Dispose();
        _signIn.Dispose();
    }

    /// <summary>An IPv4 address, or the /64 of an IPv6 one, which is what one household is given.</summary>
    internal static string Source(HttpContext http, int trustedProxies)
    {
        var address = http.Connection.RemoteIpAddress;
        if (trustedProxies > 0)
        {
            var hops = http.Request.Headers["X-Forwarded-For"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (hops.Length >= trustedProxies && TryAddress(hops[^trustedProxies], out var forwarded))
                address = forwarded;
        }

        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }

    // Some proxies add the port.
    private static bool TryAddress(string text, out IPAddress? address)
    {
        var parsed = IPEndPoint.TryParse(text, out var endpoint);
        address = endpoint?.Address;
        return parsed;
    }

    private static PartitionedRateLimiter<string> Limiter(int permits, TimeSpan window) =>
        PartitionedRateLimiter.Create<string, string>(source => permits == 0 ? RateLimitPartition.GetNoLimiter(source) : RateLimitPartition.GetFixedWindowLimiter(
            source, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = window, QueueLimit = 0 }));

    private TimeSpan? Ask(PartitionedRateLimiter<string> limiter, HttpContext http)
    {
        using var lease = limiter.AttemptAcquire(Source(http, options.TrustedProxies));
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > TimeSpan.Zero ? wait : TimeSpan.FromMinutes(1);
    }
}
