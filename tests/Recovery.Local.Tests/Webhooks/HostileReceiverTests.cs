using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Webhooks;

/// <summary>Every way in which a receiver fails, by the real sender against sockets.</summary>
public sealed class HostileReceiverTests : IDisposable
{
    /// <summary>More than socket buffers and a drained body hold; far less than any of these receivers would send.</summary>
    private const long Bounded = 32 * 1024 * 1024;

    private readonly Sending _sending = new();

    [Fact]
    public async Task Nobody_listens_there()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        await FailsAsync(SendFault.NotConnected, new Uri($"http://127.0.0.1:{port}/"));
    }

    [Fact]
    public Task Nobody_knows_the_name() => FailsAsync(SendFault.NameNotFound, new Uri("https://crm.test/"));

    [Fact]
    public async Task It_never_answers_and_is_given_twenty_seconds()
    {
        var asked = new TaskCompletionSource();
        await using var receiver = new RawReceiver(async c =>
        {
            await c.RequestAsync();
            asked.SetResult();
            await c.WaitAsync();
        });

        var started = _sending.Start(receiver.Url());
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _sending.Time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.False(started.IsCompleted);
        _sending.Time.Advance(TimeSpan.FromSeconds(0.2));

        var result = await started.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((null, SendFault.TimedOut, 20.1), (result.Status, result.Fault, result.Took.TotalSeconds));
    }

    [Fact]
    public async Task It_accepts_and_never_shakes_hands()
    {
        await using var receiver = new RawReceiver(c => c.WaitAsync());

        await FailsAsync(SendFault.TimedOut, new Uri($"https://127.0.0.1:{receiver.Port}/"));
    }

    [Fact]
    public async Task It_drips_a_head_that_never_ends()
    {
        await using var receiver = new RawReceiver(async c =>
        {
            await c.RequestAsync();
            await c.WriteAsync("HTTP/1.1 200 OK\r\nX-A: ");
            while (true)
            {
                await c.WriteAsync("a");
                await Task.Delay(20, c.Stopped);
            }
        });

        await FailsAsync(SendFault.TimedOut, receiver.Url());
        Assert.InRange(receiver.Sent, 50, Bounded);
    }

    [Fact]
    public async Task It_says_without_end_that_it_is_about_to_answer()
    {
        await using var receiver = new RawReceiver(async c =>
        {
            await c.RequestAsync();
            while (true)
            {
                await c.WriteAsync("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                await Task.Delay(20, c.Stopped);
            }
        });

        await FailsAsync(SendFault.TimedOut, receiver.Url());
    }

    [Fact]
    public async Task It_drips_a_body_and_is_taken_at_its_head()
    {
        await using var receiver = new RawReceiver(async c =>
        {
            await c.RequestAsync();
            await c.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthanks");
            await c.WaitAsync();
        });

        var result = await _sending.SendAsync(receiver.Url());

        Assert.Equal((200, null, "thanks"), (result.Status, result.Fault, result.Head));
        Assert.InRange(_sending.Time.GetUtcNow() - _sending.Time.Start, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("Content-Length: 5000000000\r\n\r\n")]
    [InlineData("Connection: close\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n")]
    public async Task It_answers_with_gigabytes_of_which_little_is_read(string head)
    {
        var dropped = new TaskCompletionSource();
        await using var receiver = new RawReceiver(async c =>
        {
            await c.RequestAsync();
            await c.WriteAsync("HTTP/1.1 200 OK\r\n" + head);
            try
            {
                await c.WriteEndlesslyAsync(Encoding.ASCII.GetBytes(new string('x', 64 * 1024)));
            }
            catch (IOException)
            {
                dropped.SetResult();
            }
        });

        var result = await _sending.SendAsync(receiver.Url());

        Assert.Equal((200, new string('x', SendResult.LongestHead)), (result.Status, result.Head));
        await dropped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.InRange(receiver.Sent, 1, Bounded);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task It_answers_with_a_bomb_that_is_not_unpacked(string encoding)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            await gzip.WriteAsync(new byte[10_000_000]);
        await using var receiver = new RawReceiver(async c =>
        {
            await c.RequestAsync();
            await c.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {packed.Length}\r\n\r\n");
            await c.WriteAsync(packed.ToArray());
        });

        var result = await _sending.SendAsync(receiver.Url());

        Assert.Equal((200, ""), (result.Status, result.Head));
        Assert.DoesNotContain("Accept-Encoding", Assert.Single(receiver.Requests), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task It_answers_with_a_head_that_is_too_large()
    {
        await using var receiver = new RawReceiver(async c =>
        {
            await c.RequestAsync();
            await c.WriteAsync("HTTP/1.1 200 OK\r\n");
            await c.WriteEndlesslyAsync(Encoding.ASCII.GetBytes($"X-A: {new string('a', 1000)}\r\n"));
        });

        await FailsAsync(SendFault.Broken, receiver.Url());
        Assert.InRange(receiver.Sent, 1, Bounded);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("+OK Dovecot ready.\r\n")]
    [InlineData("\0\u0001\u0002\u0003")]
    [InlineData("HTTP/1.1 99999 No\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("")]
    public async Task It_speaks_no_HTTP_or_breaks_off(string words)
    {
        await using var receiver = new RawReceiver(async c =>
        {
            await c.RequestAsync();
            await c.WriteAsync(words);
        });

        await FailsAsync(SendFault.Broken, receiver.Url());
    }

    [Fact]
    public async Task It_breaks_off_within_the_body_and_is_taken_at_its_head()
    {
        await using var receiver = new RawReceiver(async c =>
        {
            await c.RequestAsync();
            await c.WriteAsync("HTTP/1.1 500 Oh\r\nContent-Length: 100\r\n\r\nthe data");
        });

        var result = await _sending.SendAsync(receiver.Url());

        Assert.Equal((500, null, "the data"), (result.Status, result.Fault, result.Head));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task It_sends_us_elsewhere_and_we_do_not_go(int status)
    {
        await using var elsewhere = RawReceiver.Answering(200);
        await using var receiver = new RawReceiver(async c =>
        {
            var to = new[] { "http://169.254.169.254/latest/meta-data/", $"{elsewhere.Url()}", "/again" };
            for (var i = 0; await c.RequestAsync() is not null; i++)
                await c.WriteAsync($"HTTP/1.1 {status} Elsewhere\r\nLocation: {to[i]}\r\nContent-Length: 0\r\n\r\n");
        });

        for (var i = 0; i < 3; i++)
        {
            var result = await _sending.SendAsync(receiver.Url());
            Assert.Equal((status, null), (result.Status, result.Fault));
        }

        Assert.Equal((3, 0), (receiver.Requests.Count, elsewhere.Connections));
    }

    [Fact]
    public async Task One_that_hangs_holds_up_no_other()
    {
        await using var dead = new RawReceiver(c => c.WaitAsync());
        await using var alive = RawReceiver.Answering(204);
        var hanging = Enumerable.Range(0, 50).Select(_ => _sending.Start(dead.Url())).ToList();

        for (var i = 0; i < 20; i++)
            Assert.Equal(204, (await _sending.Start(alive.Url()).WaitAsync(TimeSpan.FromSeconds(30))).Status);

        Assert.DoesNotContain(hanging, h => h.IsCompleted);
        _sending.Time.Advance(TimeSpan.FromSeconds(21));
        Assert.All(await Task.WhenAll(hanging).WaitAsync(TimeSpan.FromSeconds(30)), r => Assert.Equal(SendFault.TimedOut, r.Fault));
    }

    [Theory]
    [InlineData("\u202Eevil\u0000\u001b[31m \r\n\tline\u2028x", "evil [31m line x")]
    [InlineData("   ", "")]
    [InlineData("žluťoučký 🐎 kůň", "žluťoučký 🐎 kůň")]
    public async Task What_staff_see_of_an_answer_is_text(string body, string shown)
    {
        await using var receiver = RawReceiver.Answering($"HTTP/1.1 400 No\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

        Assert.Equal(shown, (await _sending.SendAsync(receiver.Url())).Head);
    }

    public void Dispose() => _sending.Dispose();

    private async Task FailsAsync(SendFault fault, Uri url)
    {
        var result = await _sending.SendAsync(url);
        Assert.Equal((null, fault, ""), (result.Status, result.Fault, result.Head));
    }
}
