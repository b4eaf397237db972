using System.Net;
using System.Net.Sockets;

namespace Recovery.Webhooks;

/// <summary>
/// Addresses that are not on the public internet, by the registries of IANA: IPv4 and IPv6 Special-Purpose Address Registry
/// (RFC 6890, as of October 2025), IPv4 Multicast, IPv6 Address Space.
/// </summary>
internal static class SpecialAddresses
{
    private static readonly IPNetwork[] s_loopback = Networks("127.0.0.0/8", "::1/128");

    /// <summary>RFC 1918, and the unique local ones of RFC 4193.</summary>
    private static readonly IPNetwork[] s_private = Networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");

    /// <summary>
    /// Where clouds tell a machine its secrets, or steer it: the metadata address of most, the wire server of Azure (documented as a
    /// public address that only its virtual machines reach), the IPv6 ones of Amazon and Google. The first and the last two lie
    /// in blocks that are refused anyhow, save in development.
    /// </summary>
    private static readonly IPNetwork[] s_cloud = Networks("169.254.169.254/32", "168.63.129.16/32", "fd00:ec2::/32", "fd20:ce::/32");

    private static readonly IPNetwork[] s_special4 = Networks(
        "0.0.0.0/8", // this network
        "100.64.0.0/10", // shared by carriers for their NAT, RFC 6598
        "169.254.0.0/16", // link-local
        "192.0.0.0/24", // protocol assignments
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // documentation
        "192.88.99.0/24", // once relays of 6to4
        "198.18.0.0/15", // benchmarking
        "224.0.0.0/4", // multicast
        "240.0.0.0/4"); // reserved, and broadcast

    /// <summary>
    /// All that was ever given out lies here. The rest holds ::, ::1, IPv4-compatible and IPv4-mapped addresses, NAT64 (64:ff9b::/96 and
    /// 64:ff9b:1::/48), fc00::/7, fe80::/10, fec0::/10 and multicast: refused whole, as what they lead to in the end is not ours to tell.
    /// </summary>
    private static readonly IPNetwork s_global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] s_special6 = Networks(
        "2001::/23", // protocol assignments, among them Teredo (2001::/32), benchmarking (2001:2::/48) and ORCHID
        "2001:db8::/32", "3fff::/20", // documentation
        "2002::/16"); // 6to4, which holds an IPv4 address of anybody's choice

    public static bool IsLoopback(IPAddress address) => !IsMapped(address) && IsIn(s_loopback, address);

    /// <summary>Of an organisation's own network; no cloud answers there.</summary>
    public static bool IsPrivate(IPAddress address) => !IsMapped(address) && IsIn(s_private, address) && !IsIn(s_cloud, address);

    public static bool IsPublic(IPAddress address) => !IsMapped(address) && !IsIn(s_cloud, address) && address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !IsIn(s_special4, address) && !IsIn(s_private, address) && !IsIn(s_loopback, address),
        AddressFamily.InterNetworkV6 => s_global6.Contains(address) && !IsIn(s_special6, address),
        _ => false,
    };

    private static bool IsIn(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, n => n.Contains(address));

    /// <summary>The class IPNetwork looks at the address within, and finds it in networks of either family.</summary>
    private static bool IsMapped(IPAddress address) => address.IsIPv4MappedToIPv6;

    private static IPNetwork[] Networks(params string[] prefixes) => Array.ConvertAll(prefixes, IPNetwork.Parse);
}
