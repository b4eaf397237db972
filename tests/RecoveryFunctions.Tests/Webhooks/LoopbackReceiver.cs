using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recovery.Contracts;

namespace RecoveryFunctions.Tests.Webhooks;

/// <summary>A downstream app on this machine, which keeps what it is posted.</summary>
internal sealed class LoopbackReceiver : IAsyncDisposable
{
    private readonly WebApplication _site;
    private readonly List<ReceivedWebhook> _received = [];

    private LoopbackReceiver(WebApplication site) => _site = site;

    public Uri Address => new(new Uri(_site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "/hook");

    /// <summary>All tries, in order.</summary>
    public IReadOnlyList<ReceivedWebhook> Received
    {
        get
        {
            lock (_received)
                return [.. _received];
        }
    }

    /// <summary>What it answers to each.</summary>
    public Func<ReceivedWebhook, int> Answers { get; set; } = _ => 204;

    public static async Task<LoopbackReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new LoopbackReceiver(builder.Build());
        receiver._site.MapPost("/hook", receiver.TakeAsync);
        await receiver._site.StartAsync();
        return receiver;
    }

    public static string Type(ReceivedWebhook webhook) => Json(webhook).GetProperty("type").GetString()!;

    public static JsonElement Json(ReceivedWebhook webhook) => JsonSerializer.Deserialize<JsonElement>(webhook.Body.Span);

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var webhook = new ReceivedWebhook(context.Request.Headers.Select(h => (h.Key, h.Value.ToString())), body.ToArray());
        lock (_received)
            _received.Add(webhook);
        context.Response.StatusCode = Answers(webhook);
    }
}
