using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RecoveryFunctions.Tests.Mail;

/// <summary>
/// The email part of Communication Services as its REST description (2025-09-01) has it, on a free port. It delivers every message
/// that it accepts, a repeat too, so that a test sees what a careless sender would do to a customer.
/// </summary>
public sealed class FakeCommunicationServices : IAsyncDisposable
{
    public const string ApiVersion = "2025-09-01";

    private readonly ConcurrentDictionary<Guid, Operation> _operations = [];
    private readonly ConcurrentQueue<DeliveredMail> _delivered = [];
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly WebApplication _app;

    private FakeCommunicationServices(WebApplication app)
    {
        _app = app;
        app.MapPost("/emails:send", SendAsync);
        app.MapGet("/emails/operations/{id}", StatusAsync);
    }

    /// <summary>What becomes of a message that is handed over; at first all are accepted.</summary>
    public Func<DeliveredMail, Answer> Answers { get; set; } = _ => new Accept();

    /// <summary>What becomes of a question about an operation; null for its true state.</summary>
    public Func<Guid, Answer?> StatusAnswers { get; set; } = _ => null;

    public Uri Endpoint => new(_app.Urls.Single());

    public string ConnectionString => $"endpoint={Endpoint};accesskey=c2VjcmV0";

    /// <summary>All that went out, in order.</summary>
    public IReadOnlyList<DeliveredMail> Delivered => [.. _delivered];

    /// <summary>Such as <c>POST 202</c>, in order; 0 where the connection was cut.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public int Sends => Requests.Count(r => r.StartsWith("POST", StringComparison.Ordinal));

    public int Questions => Requests.Count(r => r.StartsWith("GET", StringComparison.Ordinal));

    public static async Task<FakeCommunicationServices> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var fake = new FakeCommunicationServices(builder.Build());
        await fake._app.StartAsync();
        return fake;
    }

    /// <summary>The event that Event Grid puts on the queue for a recipient, in its own schema.</summary>
    /// <param name="said">The receiving server's words.</param>
    public static string Report(Guid operation, string status, string recipient, string said = "", string id = "0001") => JsonSerializer.Serialize(new
    {
        id,
        topic = "/subscriptions/s/resourceGroups/g/providers/microsoft.communication/communicationservices/c",
        subject = $"sender/care@shop.example/message/{operation}",
        data = Data(operation, status, recipient, said),
        eventType = "Microsoft.Communication.EmailDeliveryReportReceived",
        dataVersion = "1.0",
        metadataVersion = "1",
        eventTime = "2026-11-23T10:00:00Z",
    });

    /// <summary>The same as a CloudEvent 1.0.</summary>
    public static string CloudReport(Guid operation, string status, string recipient, string said = "") => JsonSerializer.Serialize(new
    {
        id = "0001",
        source = "/subscriptions/s/resourceGroups/g/providers/microsoft.communication/communicationservices/c",
        subject = $"sender/care@shop.example/message/{operation}",
        data = Data(operation, status, recipient, said),
        type = "Microsoft.Communication.EmailDeliveryReportReceived",
        time = "2026-11-23T10:00:00Z",
        specversion = "1.0",
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static object Data(Guid operation, string status, string recipient, string said) => new
    {
        sender = "care@shop.example",
        recipient,
        messageId = operation.ToString(),
        status,
        deliveryStatusDetails = new { statusMessage = said, recipientMailServerHostName = "mx.example" },
        deliveryAttemptTimestamp = "2026-11-23T09:59:58+00:00",
    };

    private async Task SendAsync(HttpContext http)
    {
        if (!await IsProperAsync(http))
            return;
        var id = Guid.Parse(http.Request.Headers["Operation-Id"].Single()!);
        using var json = await JsonDocument.ParseAsync(http.Request.Body);
        var mail = new DeliveredMail(id, json.RootElement.Clone());
        switch (Answers(mail))
        {
            case Accept accepted:
                _delivered.Enqueue(mail);
                _operations[id] = new Operation(accepted.Becomes, accepted.Error);
                if (accepted.HangsUp)
                {
                    Cut(http);
                    return;
                }

                http.Response.Headers["Operation-Location"] = $"{Endpoint}emails/operations/{id}?api-version={ApiVersion}";
                if (accepted.RetryAfter is { } after)
                    http.Response.Headers.RetryAfter = $"{after}";
                await WriteAsync(http, 202, new { id, status = "Running" });
                break;
            case HangUp:
                Cut(http);
                break;
            case Refuse refused:
                await RefuseAsync(http, refused);
                break;
        }
    }

    private async Task StatusAsync(HttpContext http)
    {
        if (!await IsProperAsync(http))
            return;
        var id = Guid.Parse((string)http.Request.RouteValues["id"]!);
        if (StatusAnswers(id) is Refuse refused)
            await RefuseAsync(http, refused);
        else if (!_operations.TryGetValue(id, out var operation))
            await RefuseAsync(http, new Refuse(404, "NotFound"));
        else if (operation.Error is { } code)
            await WriteAsync(http, 200, new { id, status = operation.Status, error = new { code, message = "Said of carla@customer.example." } });
        else
            await WriteAsync(http, 200, new { id, status = operation.Status });
    }

    private async Task<bool> IsProperAsync(HttpContext http)
    {
        if (http.Request.Query["api-version"] != ApiVersion)
            await RefuseAsync(http, new Refuse(400, "UnsupportedApiVersionValue"));
        else if (!http.Request.Headers.Authorization.ToString().StartsWith("HMAC-SHA256 ", StringComparison.Ordinal))
            await RefuseAsync(http, new Refuse(401, "Denied"));
        else
            return true;
        return false;
    }

    private Task RefuseAsync(HttpContext http, Refuse refused)
    {
        if (refused.RetryAfter is { } after)
            http.Response.Headers.RetryAfter = $"{after}";
        http.Response.Headers["x-ms-error-code"] = refused.Code;
        return WriteAsync(http, refused.Status, new { error = new { code = refused.Code, message = "Said of carla@customer.example." } });
    }

    private Task WriteAsync(HttpContext http, int status, object body)
    {
        _requests.Enqueue($"{http.Request.Method} {status}");
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(body);
    }

    private void Cut(HttpContext http)
    {
        _requests.Enqueue($"{http.Request.Method} 0");
        http.Abort();
    }

    private sealed record Operation(string Status, string? Error);
}

/// <summary>A message as it was handed over.</summary>
public sealed record DeliveredMail(Guid Operation, JsonElement Json)
{
    public IReadOnlyList<string> To => [.. Json.GetProperty("recipients").GetProperty("to").EnumerateArray().Select(t => t.GetProperty("address").GetString()!)];

    public string Subject => Json.GetProperty("content").GetProperty("subject").GetString()!;
}

public abstract record Answer;

/// <param name="Becomes">The operation's status when it is asked for.</param>
/// <param name="Error">The code that goes with <c>Failed</c>.</param>
/// <param name="RetryAfter">Seconds until it may be asked for; null to say nothing of that.</param>
/// <param name="HangsUp">The message is taken and the answer never comes.</param>
public sealed record Accept(string Becomes = "Running", string? Error = null, int? RetryAfter = 1, bool HangsUp = false) : Answer;

public sealed record Refuse(int Status, string Code, int? RetryAfter = null) : Answer;

/// <summary>The connection is cut before anything is taken.</summary>
public sealed record HangUp : Answer;
