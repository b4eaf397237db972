using System.Net;
using System.Net.Sockets;

namespace Recovery.Web.Webhooks;

/// <summary>Resolves the names of receivers.</summary>
public interface IHostNames
{
    /// <returns>Empty when there is no such name, or nobody could say.</returns>
    Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancel);
}

/// <summary>By the resolver of the operating system.</summary>
public sealed class DnsHostNames : IHostNames
{
    public async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancel)
    {
        try
        {
            // The operating system's call goes on when cancelled; nobody waits for it then.
            return await Dns.GetHostAddressesAsync(host, cancel).WaitAsync(cancel);
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException)
        {
            return [];
        }
    }
}
