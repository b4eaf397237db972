using System.Collections.Immutable;
using System.Net;

namespace Recovery.Webhooks;

/// <summary>
/// Where a webhook may be sent. Whoever subscribes chooses the address, so that without these rules our own server could be made to
/// call what only it can reach.
/// </summary>
/// <param name="Ports">Beside 443.</param>
/// <param name="AllowPrivate">
/// For development: private and loopback addresses, loopback ones by plain http and on any port. What a cloud answers on stays refused.
/// </param>
public sealed record ReceiverRules(ImmutableArray<int> Ports, bool AllowPrivate = false)
{
    public const int LongestUrl = 2000;

    private const int HttpsPort = 443;
    private const string NoAddress = "must be an address such as https://app.example.com/webhooks";

    /// <returns>Why this cannot be a receiver's address, to follow the name of a field; null when it can, as far as it shows without resolving its name.</returns>
    public string? Fault(string text, out Uri? url)
    {
        ArgumentNullException.ThrowIfNull(text);
        url = null;
        if (text.Length > LongestUrl)
            return $"must have at most {LongestUrl} characters";
        // The class Uri forgives spaces around an address and line breaks in it.
        if (text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) || !Uri.TryCreate(text, UriKind.Absolute, out var read))
            return NoAddress;
        var fault = Fault(read);
        url = fault is null ? read : null;
        return fault;
    }

    /// <inheritdoc cref="Fault(string, out Uri?)"/>
    public string? Fault(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || url.Scheme is not ("https" or "http") || url.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
            return NoAddress;
        if (url.Scheme == Uri.UriSchemeHttp && !AllowPrivate)
            return "must begin with https://";
        if (url.GetComponents(UriComponents.UserInfo | UriComponents.KeepDelimiter, UriFormat.UriEscaped).Length > 0)
            return "must not hold a name or password before the host";
        if (url.Fragment.Length > 0)
            return "must not have a part after #, which is never sent";
        if (url.IdnHost.Contains('%', StringComparison.Ordinal))
            return "must not name a network interface in its host";
        if (!IsUsual(url.Port) && !AllowPrivate)
            return $"must use port {string.Join(" or ", Ports.Prepend(HttpsPort).Distinct())}";
        // Numbers in any other notation (hexadecimal, octal, one number) are this address too by the time it is a Uri.
        return IPAddress.TryParse(url.IdnHost, out var address) && !MayCall(url, address) ? Refusal : null;
    }

    /// <summary>What is said of an address that may not be called; which one it is stays here.</summary>
    public string Refusal => AllowPrivate
        ? "leads to an address that may not be called: one that is special, or a private one by http or on an unusual port"
        : "leads to a private or special address; webhooks are sent to public ones alone";

    /// <summary>Whether the connection for this may be made to the address, asked of every address that its name resolves to, on each try.</summary>
    public bool MayCall(Uri url, IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (AllowPrivate && SpecialAddresses.IsLoopback(address))
            return true;
        return url.Scheme == Uri.UriSchemeHttps && IsUsual(url.Port)
            && (SpecialAddresses.IsPublic(address) || (AllowPrivate && SpecialAddresses.IsPrivate(address)));
    }

    private bool IsUsual(int port) => port == HttpsPort || Ports.Contains(port);
}
