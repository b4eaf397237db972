using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Recovery.Contracts;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Webhooks;

/// <summary>The real sender with its limits in virtual time, and names that resolve as a test has them.</summary>
internal sealed class Sending : IHostNames, IDisposable
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 22, 9, 0);
    private static readonly ReceiverRules s_development = new([], AllowPrivate: true);

    private readonly Dictionary<string, Queue<string[]>> _names = new(StringComparer.Ordinal);
    private readonly List<string> _resolved = [];
    private readonly MarkedSecrets _secrets = new();

    public Sending(ReceiverRules? rules = null, SenderLimits? limits = null) =>
        Sender = new WebhookSender(Rules = rules ?? s_development, this, limits ?? new SenderLimits(), Time);

    public WebhookSender Sender { get; }

    public ReceiverRules Rules { get; }

    public FakeTimeProvider Time { get; } = new(s_now.ToDateTimeOffset());

    public NewSecret Secret { get; } = WebhookSecrets.Make(SignatureScheme.V1, new byte[32]);

    public byte[] Body { get; } = Encoding.UTF8.GetBytes("""{"type":"case.closed","timestamp":"2026-11-22T09:00:00Z","data":{"case":"RC-1"}}""");

    /// <summary>Names that were asked for, in order.</summary>
    public IReadOnlyList<string> Resolved => _resolved;

    /// <summary>Answers in turn; the last one goes on.</summary>
    public void Name(string host, params string[][] answers) => _names[host] = new Queue<string[]>(answers);

    public Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancel)
    {
        _resolved.Add(host);
        var answers = _names.GetValueOrDefault(host, new Queue<string[]>([[]]));
        return Task.FromResult<IReadOnlyList<IPAddress>>([.. (answers.Count > 1 ? answers.Dequeue() : answers.Peek()).Select(IPAddress.Parse)]);
    }

    /// <summary>Sends, and lets virtual time go on until something comes of it.</summary>
    public async Task<SendResult> SendAsync(Uri url, CancellationToken cancel = default)
    {
        var sending = Start(url, cancel);
        // Real time for what needs none, so that virtual time is not spent on a busy machine.
        await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(3), CancellationToken.None));
        for (var i = 0; i < 3000 && !sending.IsCompleted; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(sending, Task.Delay(10, CancellationToken.None));
        }

        return await sending.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
    }

    public Task<SendResult> Start(Uri url, CancellationToken cancel = default)
    {
        var subscription = new Subscription { Id = "wh_a", Url = url, Name = "CRM", Keys = [Secret.Key(_secrets, s_now)], CreatedAt = s_now };
        var headers = new WebhookSigner(_secrets).Sign(subscription, "RC-1-4-webhook", s_now, s_now, Body);
        return Sender.SendAsync(new WebhookRequest(url, Body, "application/json", headers), cancel);
    }

    public bool IsGenuine(string request)
    {
        var (head, body) = (request[..request.IndexOf("\r\n\r\n", StringComparison.Ordinal)], request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        var headers = head.Split("\r\n").Skip(1).Select(l => l.Split(": ", 2)).Select(l => (l[0], l[1]));
        return new ReceivedWebhook(headers, Encoding.UTF8.GetBytes(body)).IsGenuine(Secret.Text, s_now);
    }

    public void Dispose() => Sender.Dispose();
}
