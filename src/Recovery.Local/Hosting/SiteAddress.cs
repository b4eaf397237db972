using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Recovery.Local.Hosting;

/// <summary>Where the site is reached: as configured, or as the server listens.</summary>
public sealed class SiteAddress(RecoveryOptions options, string urls, IServer server)
{
    /// <summary>Ends in a slash, so that a relative path can be put behind it.</summary>
    public Uri Value => options.PublicUrl is { } configured ? WithSlash(configured) : Reachable(Listening() ?? urls.Split(';')[0]);

    private string? Listening() => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    // A server may listen on every address of the machine, which is none that a link can name.
    private static Uri Reachable(string address) =>
        WithSlash(BindingAddress.Parse(address) is var bound && bound.Host is "+" or "*" or "0.0.0.0" or "[::]"
            ? new Uri($"{bound.Scheme}://localhost:{bound.Port}{bound.PathBase}")
            : new Uri(address));

    private static Uri WithSlash(Uri address) => address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
}
