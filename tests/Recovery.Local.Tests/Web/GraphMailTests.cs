using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recovery.Intake.Mail;
using Recovery.Web.Intake;

namespace Recovery.Local.Tests.Web;

/// <summary>Microsoft Graph and Entra, as far as fetching a mail needs them, on a port of this machine.</summary>
public sealed class GraphMailTests : IAsyncLifetime, IDisposable
{
    private const string Resource = "Users/622eaaff-0683-4862-9de4-f2ec83c2bd98/Messages/AAMkAGUw_-x=";

    private readonly WebApplication _graph;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly List<string> _asked = [];
    private RequestDelegate _answer = http => http.Response.WriteAsync("From: ada@mail.example\r\n\r\nIt leaks.");
    private Uri _address = null!;

    public GraphMailTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _graph = builder.Build();
        _graph.Run(async http =>
        {
            using var body = new StreamReader(http.Request.Body);
            var form = await body.ReadToEndAsync();
            lock (_asked)
                _asked.Add($"{http.Request.Method} {http.Request.Path} {http.Request.Headers.Authorization}{form}");
            await _answer(http);
        });
    }

    public async Task InitializeAsync()
    {
        await _graph.StartAsync();
        _address = new Uri(_graph.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");
    }

    public async Task DisposeAsync() => await _graph.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_mail_is_fetched_as_it_travelled()
    {
        Assert.Equal("From: ada@mail.example\r\n\r\nIt leaks.", Encoding.UTF8.GetString((await Graph().FetchAsync(Resource, default))!));
        Assert.Equal([$"GET /v1.0/{Resource}/$value Bearer token-1"], _asked);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_mail_that_is_gone_is_none(int status)
    {
        Answer(status);

        Assert.Null(await Graph().FetchAsync(Resource, default));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(401)]
    [InlineData(302)]
    public async Task A_Graph_that_cannot_now_makes_the_notification_come_again(int status)
    {
        Answer(status);

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => Graph().FetchAsync(Resource, default));
        Assert.Equal(status, (int?)fault.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mail_beyond_the_largest_is_not_read(bool says)
    {
        _answer = async http =>
        {
            if (says)
                http.Response.ContentLength = MailLimits.Bytes + 1L;
            var piece = new byte[1024 * 1024];
            try
            {
                for (var i = 0; i <= MailLimits.Bytes / piece.Length; i++)
                    await http.Response.Body.WriteAsync(piece, http.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The reader hung up, as it should.
            }
        };

        await Assert.ThrowsAsync<UnreadableMailException>(() => Graph().FetchAsync(Resource, default));
    }

    [Theory]
    [InlineData("users/ada/messages/../../../secrets")]
    [InlineData("https://evil.example/users/ada/messages/x")]
    [InlineData("users/ada/events/x")]
    public async Task No_other_address_is_asked_and_no_token_is_given_away(string resource)
    {
        await Assert.ThrowsAsync<UnreadableMailException>(() => Graph().FetchAsync(resource, default));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_token_is_asked_for_once_until_shortly_before_it_ends()
    {
        var time = new TurnedTime();
        using var tokens = Credentials(time);
        _answer = http => http.Response.WriteAsJsonAsync(new { token_type = "Bearer", expires_in = 3600, access_token = $"token-{_asked.Count}" });

        Assert.Equal("token-1", await tokens.TokenAsync(default));
        time.Now += TimeSpan.FromMinutes(54);
        Assert.Equal("token-1", await tokens.TokenAsync(default));
        time.Now += TimeSpan.FromMinutes(2);
        Assert.Equal("token-2", await tokens.TokenAsync(default));
        Assert.Equal(
            $"POST /shop.example/oauth2/v2.0/token grant_type=client_credentials&client_id=app&client_secret=s3cret&scope={Uri.EscapeDataString(_address + ".default")}",
            _asked[0]);
    }

    [Theory]
    [InlineData(401, "{\"error\":\"invalid_client\"}")]
    [InlineData(200, "{}")]
    [InlineData(200, "<html>")]
    public async Task Without_a_token_the_fault_tells_nothing_secret(int status, string answer)
    {
        using var tokens = Credentials(new TurnedTime());
        _answer = http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(answer);
        };

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => tokens.TokenAsync(default));
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "s3cret")]
    [InlineData("../evil", "s3cret")]
    [InlineData("evil.example/x?", "s3cret")]
    [InlineData("shop.example", "")]
    public void Settings_that_cannot_be_are_refused_at_once(string tenant, string secret) =>
        Assert.Throws<ArgumentException>(() => new GraphClientCredentials(_http, new GraphSettings { TenantId = tenant, ClientId = "app", ClientSecret = secret }, TimeProvider.System));

    private GraphMail Graph() => new(_http, _address, _ => Task.FromResult("token-1"));

    private GraphClientCredentials Credentials(TimeProvider time) =>
        new(_http, new GraphSettings { TenantId = "shop.example", ClientId = "app", ClientSecret = "s3cret", Service = _address, Authority = _address }, time);

    private void Answer(int status) => _answer = http =>
    {
        http.Response.StatusCode = status;
        if (status == (int)HttpStatusCode.Redirect)
            http.Response.Headers.Location = "https://evil.example/";
        return Task.CompletedTask;
    };

    private sealed class TurnedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
