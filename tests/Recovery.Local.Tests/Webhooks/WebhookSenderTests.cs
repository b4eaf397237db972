using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Web.Webhooks;

namespace Recovery.Local.Tests.Webhooks;

public sealed class WebhookSenderTests
{
    [Fact]
    public async Task A_receiver_gets_the_body_as_it_was_signed_and_nothing_about_us_beyond_it()
    {
        await using var receiver = RawReceiver.Answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nth\u0007nk");
        using var sending = new Sending();
        using var activity = new Activity("turn").Start();
        activity.AddBaggage("customer", "Ada");

        var result = await sending.SendAsync(receiver.Url());

        Assert.Equal((200, null, "th nk"), (result.Status, result.Fault, result.Head));
        var request = Assert.Single(receiver.Requests);
        Assert.StartsWith("POST /hooks?tenant=7 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.True(sending.IsGenuine(request));
        Assert.Contains("\r\nContent-Type: application/json\r\n", request, StringComparison.Ordinal);
        Assert.Equal(
            ["Content-Length", "Content-Type", "Host", "User-Agent", "webhook-id", "webhook-signature", "webhook-timestamp"],
            request[..request.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n").Skip(1).Select(l => l[..l.IndexOf(':', StringComparison.Ordinal)]).Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_connection_serves_again_and_no_cookie_comes_back()
    {
        await using var receiver = RawReceiver.Answering("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok");
        using var sending = new Sending();

        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (await sending.SendAsync(receiver.Url())).Status);

        Assert.Equal(1, receiver.Connections);
        Assert.DoesNotContain(receiver.Requests, r => r.Contains("Cookie", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(400)]
    [InlineData(410)]
    [InlineData(500)]
    public async Task The_status_is_told_as_it_came(int status)
    {
        await using var receiver = RawReceiver.Answering(status);
        using var sending = new Sending();

        var result = await sending.SendAsync(receiver.Url());

        Assert.Equal((status, null, null, ""), (result.Status, result.Fault, result.RetryAfter, result.Head));
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Sun, 22 Nov 2026 09:01:30 GMT", 90)]
    [InlineData("Sun, 22 Nov 2026 08:00:00 GMT", 0)]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    public async Task What_a_receiver_asks_to_wait_is_reckoned_from_now(string asked, int? seconds)
    {
        await using var receiver = RawReceiver.Answering($"HTTP/1.1 503 Busy\r\nRetry-After: {asked}\r\nContent-Length: 0\r\n\r\n");
        using var sending = new Sending();

        var result = await sending.SendAsync(receiver.Url());

        Assert.Equal(503, result.Status);
        Assert.Equal(seconds is { } wait ? Duration.FromSeconds(wait) : (Duration?)null, result.RetryAfter);
    }

    [Fact]
    public async Task A_receiver_with_a_right_certificate_is_served_by_HTTP_2_too()
    {
        using var certificates = new Certificates();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l =>
        {
            l.Protocols = HttpProtocols.Http2;
            l.UseHttps(h => h.ServerCertificate = certificates.For("crm.test").ServerCertificateContext!.TargetCertificate);
        }));
        await using var app = builder.Build();
        app.MapPost("/hooks", (HttpRequest r) => r.Protocol);
        await app.StartAsync();
        using var sending = new Sending(limits: new SenderLimits { Roots = certificates.Roots });
        sending.Name("crm.test", ["127.0.0.1"]);

        var result = await sending.SendAsync(new Uri($"https://crm.test:{new Uri(app.Urls.Single()).Port}/hooks"));

        Assert.Equal((200, "HTTP/2"), (result.Status, result.Head));
    }

    [Fact]
    public async Task Whoever_stops_the_host_gets_no_result()
    {
        await using var receiver = new RawReceiver(c => c.WaitAsync());
        using var sending = new Sending();
        using var stop = new CancellationTokenSource();

        var started = sending.Start(receiver.Url(), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => started);
    }

    [Fact]
    public async Task The_name_of_this_machine_is_resolved_by_the_system() =>
        Assert.Contains(await new DnsHostNames().AddressesAsync("localhost", default), IPAddress.IsLoopback);
}
