using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>Posts to receivers over connections that are vetted, and takes no more from them than a head and a little of a body.</summary>
public sealed class WebhookSender : IWebhookSender, IDisposable
{
    private const string UserAgent = "Recovery-Webhooks/1.0";

    private readonly ReceiverRules _rules;
    private readonly SenderLimits _limits;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    /// <param name="time">Of the limits. Receivers live in real time, so that this is not the clock of a host that speeds it up.</param>
    public WebhookSender(ReceiverRules rules, IHostNames names, SenderLimits limits, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(limits);
        (_rules, _limits, _time) = (rules, limits, time);
        _http = new HttpMessageInvoker(Handler(new VettedConnections(rules, names, limits, time), limits));
    }

    public async Task<SendResult> SendAsync(WebhookRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancel.ThrowIfCancellationRequested();
        var started = _time.GetTimestamp();
        if (_rules.Fault(request.Url) is not null)
            return NoAnswer(SendFault.AddressRefused, started);

        using var limit = new CancellationTokenSource(_limits.Answer, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        HttpResponseMessage response;
        try
        {
            using var message = Message(request);
            response = await _http.SendAsync(message, either.Token);
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (Exception failure)
        {
            return NoAnswer(limit.IsCancellationRequested ? SendFault.TimedOut : FaultOf(failure), started);
        }

        using (response)
        {
            var took = _time.GetElapsedTime(started);
            return new SendResult((int)response.StatusCode, null, Duration.FromTimeSpan(took), RetryAfter(response), await HeadAsync(response, cancel));
        }
    }

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler Handler(VettedConnections connections, SenderLimits limits)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = connections.ConnectAsync,
            ConnectTimeout = limits.Answer,
            PooledConnectionLifetime = limits.ConnectionLife,
            PooledConnectionIdleTimeout = limits.ConnectionIdle,
            AllowAutoRedirect = false,
            // A proxy would resolve the name itself, and connect to what it likes.
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = limits.HeadKilobytes,
            MaxResponseDrainSize = 0,
            // Neither traceparent to strangers, nor their addresses, which may hold keys, into traces of ours.
            ActivityHeadersPropagator = null,
        };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            // A certificate names addresses to download its issuer or its revocations from, and whoever made it chose them.
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        if (limits.Roots is { } roots)
        {
            handler.SslOptions.CertificateChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        return handler;
    }

    private static HttpRequestMessage Message(WebhookRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, request.Url)
        {
            Content = new ReadOnlyMemoryContent(request.Body),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        foreach (var (name, value) in request.Headers)
            message.Headers.Add(name, value);
        return message;
    }

    private static SendFault FaultOf(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is NoConnectionException none)
                return none.Fault;
            if (cause is OperationCanceledException or TimeoutException)
                return SendFault.TimedOut;
        }

        return failure is HttpRequestException { HttpRequestError: var error }
            ? error switch
            {
                HttpRequestError.NameResolutionError => SendFault.NameNotFound,
                HttpRequestError.ConnectionError => SendFault.NotConnected,
                HttpRequestError.SecureConnectionError => SendFault.Certificate,
                _ => SendFault.Broken,
            }
            : SendFault.Broken;
    }

    private SendResult NoAnswer(SendFault fault, long started) =>
        new(null, fault, Duration.FromTimeSpan(_time.GetElapsedTime(started)), null, "");

    private Duration? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter is { } asked ? asked.Delta ?? (asked.Date - _time.GetUtcNow()) : null;
        return wait is { } span ? Duration.FromTimeSpan(span < TimeSpan.Zero ? TimeSpan.Zero : span) : null;
    }

    /// <summary>
    /// Reads as far as the limits go. A body that ended leaves the connection for the next request; else it is dropped with the
    /// answer. The answer counts whatever becomes of its body.
    /// </summary>
    private async Task<string> HeadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        // A compressed body is not for reading, and unpacking it is how a small one becomes a large one.
        if (response.Content.Headers.ContentEncoding.Count > 0)
            return "";
        using var limit = new CancellationTokenSource(_limits.Body, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var buffer = ArrayPool<byte>.Shared.Rent(_limits.BodyBytes);
        var length = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            int read;
            do
            {
                read = await body.ReadAsync(buffer.AsMemory(length, _limits.BodyBytes - length), either.Token);
                length += read;
            }
            while (read > 0 && length < _limits.BodyBytes);
        }
        catch (Exception ended) when (ended is OperationCanceledException or HttpRequestException or IOException)
        {
            // What came until then is all there is.
        }

        var head = AnswerHead.Text(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return head;
    }
}
