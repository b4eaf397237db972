using System.Net;
using System.Net.Sockets;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>
/// Connects to the very address that was vetted. A name is resolved once for each connection, and never again between the look at its
/// addresses and the connection, so that a name which changes in between (DNS rebinding) changes nothing.
/// </summary>
internal sealed class VettedConnections(ReceiverRules rules, IHostNames names, SenderLimits limits, TimeProvider time)
{
    /// <summary>More of one name are not tried.</summary>
    private const int MostTried = 4;

    /// <exception cref="NoConnectionException">There is no connection to be had.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (url, wanted) = (context.InitialRequestMessage.RequestUri!, context.DnsEndPoint);
        var addresses = IPAddress.TryParse(wanted.Host, out var literal) ? [literal] : await names.AddressesAsync(wanted.Host, cancel);
        if (addresses.Count == 0)
            throw new NoConnectionException(SendFault.NameNotFound);
        // One address among them that may not be called refuses all: an honest name has none.
        if (!addresses.All(a => rules.MayCall(url, a)))
            throw new NoConnectionException(SendFault.AddressRefused);

        var tried = Math.Min(addresses.Count, MostTried);
        for (var i = 0; i < tried; i++)
        {
            if (await TryAsync(new IPEndPoint(addresses[i], wanted.Port), isLast: i == tried - 1, cancel) is { } stream)
                return stream;
        }

        throw new NoConnectionException(SendFault.NotConnected);
    }

    private async Task<NetworkStream?> TryAsync(IPEndPoint address, bool isLast, CancellationToken cancel)
    {
        using var share = new CancellationTokenSource(isLast ? Timeout.InfiniteTimeSpan : limits.AddressShare, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, share.Token);
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(address, either.Token);
            var stream = new NetworkStream(socket, ownsSocket: true);
            socket = null;
            return stream;
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
        finally
        {
            socket?.Dispose();
        }
    }
}

/// <summary>Why no connection was made; comes back from the handler as the inner exception of its own.</summary>
internal sealed class NoConnectionException(SendFault fault) : Exception(fault.ToString())
{
    public SendFault Fault { get; } = fault;
}
