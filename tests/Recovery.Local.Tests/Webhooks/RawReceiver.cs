using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Recovery.Local.Tests.Webhooks;

/// <summary>A receiver on loopback that answers byte by byte as a test has it: well, badly, or not at all.</summary>
internal sealed class RawReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentBag<Task> _served = [];
    private readonly Task _accepting;
    private int _connections;
    private long _sent;

    /// <param name="serve">What becomes of a connection; it is closed after.</param>
    public RawReceiver(Func<RawConnection, Task> serve, SslServerAuthenticationOptions? tls = null)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Scheme = tls is null ? "http" : "https";
        _accepting = AcceptAsync(serve, tls);
    }

    public int Port { get; }

    private string Scheme { get; }

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Heads and bodies as they came.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Bytes that it could get rid of.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public Uri Url(string host = "127.0.0.1") => new($"{Scheme}://{host}:{Port}/hooks?tenant=7");

    /// <summary>Answers each request of a connection alike.</summary>
    public static RawReceiver Answering(string answer, SslServerAuthenticationOptions? tls = null) => new(
        async connection =>
        {
            while (await connection.RequestAsync() is not null)
                await connection.WriteAsync(answer);
        },
        tls);

    public static RawReceiver Answering(int status) => Answering($"HTTP/1.1 {status} Words\r\nContent-Length: 0\r\n\r\n");

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_served);
        _stopped.Dispose();
    }

    private async Task AcceptAsync(Func<RawConnection, Task> serve, SslServerAuthenticationOptions? tls)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopped.Token);
                Interlocked.Increment(ref _connections);
                _served.Add(ServeAsync(client, serve, tls));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, Func<RawConnection, Task> serve, SslServerAuthenticationOptions? tls)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (tls is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(tls, _stopped.Token);
                    stream = secure;
                }

                await serve(new RawConnection(this, stream, _stopped.Token));
            }
            catch (Exception broken) when (broken is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
            {
                // The sender has gone, or the test is over.
            }
        }
    }

    internal sealed class RawConnection(RawReceiver receiver, Stream stream, CancellationToken stopped)
    {
        public CancellationToken Stopped => stopped;

        /// <summary>Head and body of the next request; null when the sender closed.</summary>
        public async Task<string?> RequestAsync()
        {
            var bytes = new List<byte>();
            var one = new byte[1];
            var end = -1;
            while (end < 0 || bytes.Count < end)
            {
                if (await stream.ReadAsync(one, stopped) == 0)
                    return null;
                bytes.Add(one[0]);
                if (end < 0 && bytes is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
                    end = bytes.Count + BodyLength(Encoding.ASCII.GetString([.. bytes]));
            }

            var request = Encoding.UTF8.GetString([.. bytes]);
            receiver._requests.Enqueue(request);
            return request;
        }

        public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

        public async Task WriteAsync(byte[] bytes)
        {
            await stream.WriteAsync(bytes, stopped);
            Interlocked.Add(ref receiver._sent, bytes.Length);
        }

        /// <summary>Until the sender has had enough, or the test.</summary>
        public async Task WriteEndlesslyAsync(byte[] bytes)
        {
            while (true)
                await WriteAsync(bytes);
        }

        public Task WaitAsync() => Task.Delay(Timeout.Infinite, stopped);

        private static int BodyLength(string head)
        {
            const string Name = "content-length:";
            var line = head.Split("\r\n").FirstOrDefault(l => l.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
            return line is null ? 0 : int.Parse(line[Name.Length..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }
    }
}
