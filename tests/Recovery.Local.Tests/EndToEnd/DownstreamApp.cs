using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Contracts;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>An app of somebody else on loopback, which takes webhooks and keeps what it took.</summary>
internal sealed class DownstreamApp : IAsyncDisposable
{
    private readonly ConcurrentQueue<(ReceivedWebhook Webhook, Instant At)> _taken = new();
    private readonly WebApplication _app;

    private DownstreamApp(WebApplication app) => _app = app;

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/hooks");

    /// <summary>What it answered with 200, in the order in which it came, and when.</summary>
    public IReadOnlyList<(ReceivedWebhook Webhook, Instant At)> Taken => [.. _taken];

    /// <param name="answer">Status for a webhook that comes; it may take its time.</param>
    public static async Task<DownstreamApp> StartAsync(Func<ReceivedWebhook, CancellationToken, Task<int>> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var downstream = new DownstreamApp(app);
        app.MapPost("/hooks", async http => http.Response.StatusCode = await downstream.TakeAsync(http, answer));
        await app.StartAsync();
        return downstream;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task<int> TakeAsync(HttpContext http, Func<ReceivedWebhook, CancellationToken, Task<int>> answer)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var webhook = new ReceivedWebhook(http.Request.Headers.Select(h => (h.Key, h.Value.ToString())), body.ToArray());
        var status = await answer(webhook, http.RequestAborted);
        if (status == StatusCodes.Status200OK)
            _taken.Enqueue((webhook, SystemClock.Instance.GetCurrentInstant()));
        return status;
    }
}
