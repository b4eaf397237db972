using Recovery.Web.Webhooks;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Webhooks;

/// <summary>Receivers whose certificates are not what they should be.</summary>
public sealed class CertificateTests : IDisposable
{
    private const string Answer = "HTTP/1.1 204 Done\r\n\r\n";

    private readonly Certificates _certificates = new();
    private readonly Sending _sending;

    public CertificateTests()
    {
        _sending = new Sending(limits: new SenderLimits { Roots = _certificates.Roots });
        _sending.Name("crm.test", ["127.0.0.1"]);
    }

    [Theory]
    [InlineData("crm.test")]
    [InlineData("127.0.0.1")]
    public async Task A_right_one_is_taken(string host)
    {
        await using var receiver = RawReceiver.Answering(Answer, _certificates.For(host));

        Assert.Equal(204, (await _sending.SendAsync(receiver.Url(host))).Status);
    }

    [Fact]
    public async Task One_for_another_host_is_not()
    {
        await using var receiver = RawReceiver.Answering(Answer, _certificates.For("other.test"));
        await RefusedAsync(receiver, receiver.Url("crm.test"));
    }

    [Fact]
    public async Task One_for_the_name_is_not_one_for_the_address()
    {
        await using var receiver = RawReceiver.Answering(Answer, _certificates.For("crm.test"));
        await RefusedAsync(receiver, receiver.Url("127.0.0.1"));
    }

    [Fact]
    public async Task An_expired_one_is_not()
    {
        await using var receiver = RawReceiver.Answering(Answer, _certificates.For("crm.test", expired: true));
        await RefusedAsync(receiver, receiver.Url("crm.test"));
    }

    [Fact]
    public async Task A_self_signed_one_is_not()
    {
        await using var receiver = RawReceiver.Answering(Answer, _certificates.For("crm.test", selfSigned: true));
        await RefusedAsync(receiver, receiver.Url("crm.test"));
    }

    [Fact]
    public async Task One_of_an_authority_that_the_system_does_not_know_is_not()
    {
        await using var receiver = RawReceiver.Answering(Answer, _certificates.For("crm.test"));
        using var sending = new Sending();
        sending.Name("crm.test", ["127.0.0.1"]);

        Assert.Equal(SendFault.Certificate, (await sending.SendAsync(receiver.Url("crm.test"))).Fault);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task One_that_says_where_to_download_its_issuer_makes_us_call_nobody()
    {
        await using var inside = RawReceiver.Answering(200);
        using var others = new Certificates();
        await using var receiver = RawReceiver.Answering(Answer, others.For("crm.test", issuerAt: inside.Url()));

        await RefusedAsync(receiver, receiver.Url("crm.test"));
        Assert.Equal(0, inside.Connections);
    }

    [Fact]
    public async Task Plain_text_where_TLS_should_be_is_not()
    {
        await using var receiver = new RawReceiver(c => c.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        await RefusedAsync(receiver, new UriBuilder(receiver.Url("crm.test")) { Scheme = "https" }.Uri);
    }

    public void Dispose()
    {
        _sending.Dispose();
        _certificates.Dispose();
    }

    private async Task RefusedAsync(RawReceiver receiver, Uri url)
    {
        var result = await _sending.SendAsync(url);
        Assert.Equal((null, SendFault.Certificate), (result.Status, result.Fault));
        Assert.Empty(receiver.Requests);
    }
}
