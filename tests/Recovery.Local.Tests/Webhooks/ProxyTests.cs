using System.Net;

namespace Recovery.Local.Tests.Webhooks;

/// <summary>The proxy is one of the whole process, so that no other test runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProxyOfTheProcess
{
    public const string Name = "Proxy of the process";
}

[Collection(ProxyOfTheProcess.Name)]
public sealed class ProxyTests
{
    /// <summary><c>HttpClient.DefaultProxy</c> is where <c>HTTP_PROXY</c> and its like end up, read once in a process.</summary>
    [Fact]
    public async Task A_proxy_that_the_environment_names_is_not_asked()
    {
        await using var proxy = RawReceiver.Answering(200);
        await using var receiver = RawReceiver.Answering(204);
        using var sending = new Sending();
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(new Uri($"http://127.0.0.1:{proxy.Port}"));
        try
        {
            using var other = new HttpClient();
            await other.PostAsync(receiver.Url(), null);
            Assert.Equal((1, 0), (proxy.Connections, receiver.Connections));

            Assert.Equal(204, (await sending.SendAsync(receiver.Url())).Status);
            Assert.Equal((1, 1), (proxy.Connections, receiver.Connections));
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }
}
