using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Recovery.Benchmarks;

/// <summary>
/// Answers every webhook with an empty 200 at once and counts it, or takes the connection and never answers. Own code, since
/// Kestrel takes as much of the two cores as the sender under test.
/// </summary>
internal sealed class CountingReceiver : IDisposable
{
    private static readonly byte[] s_answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _answers;
    private readonly int _expected;
    private long _first;
    private long _last;
    private int _taken;

    /// <param name="expected">After so many it is done.</param>
    public CountingReceiver(int expected, bool answers = true)
    {
        (_expected, _answers) = (expected, answers);
        _listener.Start(512);
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public Task All => _all.Task;

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>From the first webhook to the last expected one.</summary>
    public TimeSpan Took => Stopwatch.GetElapsedTime(_first, _last);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                var buffer = new byte[64 * 1024];
                var length = 0;
                while (await socket.ReceiveAsync(buffer.AsMemory(length)) is > 0 and var read)
                {
                    length += read;
                    if (!_answers || Length(buffer.AsSpan(0, length)) is not { } whole || whole > length)
                        continue;
                    buffer.AsSpan(whole, length - whole).CopyTo(buffer);
                    length -= whole;
                    await socket.SendAsync(s_answer);
                    Count();
                }
            }
            catch (SocketException)
            {
                // The host was ended.
            }
        }
    }

    private void Count()
    {
        Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
        if (Interlocked.Increment(ref _taken) != _expected)
            return;
        _last = Stopwatch.GetTimestamp();
        _all.TrySetResult();
    }

    /// <returns>Of the request with its body; null while its head is not all there.</returns>
    private static int? Length(ReadOnlySpan<byte> request)
    {
        var head = request.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return null;
        var line = request[..head];
        line = line[(line.IndexOf("Content-Length: "u8) + 16)..];
        var end = line.IndexOf("\r\n"u8);
        return head + 4 + int.Parse(Encoding.ASCII.GetString(end < 0 ? line : line[..end]), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
