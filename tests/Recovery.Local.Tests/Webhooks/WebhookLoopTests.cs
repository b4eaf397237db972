using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Recovery.Contracts;
using Recovery.Local.Hosting;
using Recovery.Local.Tests.EndToEnd;
using Recovery.Local.Tests.Storage;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Webhooks;

public sealed class WebhookLoopTests : IAsyncDisposable
{
    private readonly WebhookSignal _signal = new();
    private readonly Receivers _receivers = new();
    private readonly LoggedLines _log = new();
    private readonly StoreOnDisk _disk;
    private readonly WebhookLoop _loop;

    public WebhookLoopTests()
    {
        _disk = new StoreOnDisk();
        _disk.Webhooks.Also = _signal;
        var clock = SystemClock.Instance;
        _loop = new WebhookLoop(
            _disk.Subscriptions, new PumpOnDisk(_disk, _receivers, clock, perEndpoint: 1).Pump, _signal, clock, 1, new Started(), _log);
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync(default);
        _loop.Dispose();
        await _disk.DisposeAsync();
    }

    [Fact]
    public async Task A_receiver_who_never_answers_delays_nobody_and_those_who_come_and_go_are_followed()
    {
        await AddAsync("wh_silent", "https://silent.example.org/");
        await AddAsync("wh_first", "https://first.example.org/");
        await _loop.StartAsync(default);
        await PublishAsync(0, 20);
        await ArrivedAsync("first.example.org", 20);

        await AddAsync("wh_late", "https://late.example.org/", position: 20);
        await PublishAsync(20, 20);
        await ArrivedAsync("first.example.org", 40);
        await ArrivedAsync("late.example.org", 20);

        await _disk.Subscriptions.RemoveAsync("wh_first", default);
        await PublishAsync(40, 20);
        await ArrivedAsync("late.example.org", 40);
        Assert.Equal(40, _receivers.Arrived("first.example.org").Count);
        Assert.Equal(Enumerable.Range(20, 40).Select(n => $"e-{n}"), _receivers.Arrived("late.example.org"));
        Assert.Empty(_receivers.Arrived("silent.example.org"));
    }

    [Fact]
    public async Task However_often_it_is_woken_no_two_rounds_of_one_subscription_run_at_once()
    {
        await AddAsync("wh_first", "https://first.example.org/");
        await _loop.StartAsync(default);
        for (var n = 0; n < 100; n++)
        {
            await PublishAsync(n, 1);
            await _signal.NudgeAsync("wh_first", default);
        }

        await ArrivedAsync("first.example.org", 100);

        Assert.Equal(Enumerable.Range(0, 100).Select(n => $"e-{n}"), _receivers.Arrived("first.example.org"));
        Assert.Equal(1, _receivers.MostAtOnce);
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_stops_nobody_for_good_and_only_the_kind_of_its_error_is_logged()
    {
        await AddAsync("wh_first", "https://first.example.org/");
        _disk.Run("ALTER TABLE held RENAME TO hidden");
        await _loop.StartAsync(default);
        await PublishAsync(0, 3);
        await Eventually.GetAsync("an error", () => Task.FromResult(_log.Lines is [var first, ..] ? first : null));

        _disk.Run("ALTER TABLE hidden RENAME TO held");

        await ArrivedAsync("first.example.org", 3);
        Assert.All(_log.Lines, line => Assert.Equal("The webhooks of wh_first could not be sent (SqliteException); they will be tried again.", line));
    }

    private Task AddAsync(string id, string url, long position = 0) => _disk.Subscriptions.AddAsync(PumpOnDisk.Subscription(id, url), position, default);

    private Task PublishAsync(int from, int many) => _disk.Log.AppendAsync([.. Enumerable.Range(from, many).Select(n => StoredWebhooks.Event($"e-{n}"))], default);

    private Task<object> ArrivedAsync(string host, int many) => Eventually.GetAsync<object>(
        $"{many} events at {host}",
        () => Task.FromResult(_receivers.Arrived(host).Count >= many ? new object() : null),
        () => Task.FromResult($"{_receivers.Arrived(host).Count} came."));

    /// <summary>One of them never answers; the others take everything.</summary>
    private sealed class Receivers : IWebhookSender
    {
        private readonly ConcurrentQueue<(string Host, string Id)> _arrived = new();
        private int _atOnce;

        public int MostAtOnce { get; private set; }

        public IReadOnlyList<string> Arrived(string host) => [.. _arrived.Where(a => a.Host == host).Select(a => a.Id)];

        public async Task<SendResult> SendAsync(WebhookRequest request, CancellationToken cancel)
        {
            if (request.Url.Host == "silent.example.org")
                await Task.Delay(Timeout.Infinite, cancel);
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _atOnce));
            await Task.Yield();
            _arrived.Enqueue((request.Url.Host, request.Headers.Single(h => h.Name == "webhook-id").Value));
            Interlocked.Decrement(ref _atOnce);
            return new SendResult(200, null, Duration.Zero, null, "");
        }
    }

    private sealed class LoggedLines : ILogger<WebhookLoop>
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));
    }

    private sealed class Started : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => new(canceled: true);

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
