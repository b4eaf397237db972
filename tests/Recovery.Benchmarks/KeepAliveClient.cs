using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Recovery.Benchmarks;

/// <summary>One kept-alive HTTP/1.1 connection. Own code, since HttpClient takes as much of the two cores as the server under test.</summary>
internal sealed class KeepAliveClient(IPEndPoint server) : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];

    public async Task ConnectAsync() => await _socket.ConnectAsync(server);

    /// <returns>The status code, once the whole answer has been read.</returns>
    public async Task<int> PostAsync(string path, string json)
    {
        var request = $"POST {path} HTTP/1.1\r\nHost: {server}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";
        await _socket.SendAsync(Encoding.UTF8.GetBytes(request));
        var length = 0;
        while (!Ended(_buffer.AsSpan(0, length)))
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length));
            if (read == 0)
                throw new IOException("The server closed the connection.");
            length += read;
        }

        return int.Parse(Encoding.ASCII.GetString(_buffer, 9, 3));
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>The host answers in chunks; the last one is empty.</summary>
    private static bool Ended(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var headers = answer[..head];
        if (headers.IndexOf("chunked"u8) >= 0)
            return answer.EndsWith("0\r\n\r\n"u8);
        var at = headers.IndexOf("Content-Length: "u8);
        var line = headers[(at + 16)..];
        var end = line.IndexOf("\r\n"u8);
        return at >= 0 && answer.Length - head - 4 >= int.Parse(Encoding.ASCII.GetString(end < 0 ? line : line[..end]));
    }
}
