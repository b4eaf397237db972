using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using NodaTime;
using Recovery.Contracts;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Storage;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Webhooks;

/// <summary>What the log has to withstand on Azure: several processes, answers that get lost, and the size of a transaction.</summary>
[Collection(AzuriteTests.Name)]
public sealed class TableEventLogTests(AzuriteServer azurite)
{
    private readonly SettableClock _clock = new(StoredCases.Monday);
    private readonly string _prefix = AzuriteServer.NewName();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_answer_that_is_lost_and_a_request_sent_again_log_nothing_twice(int cutAt)
    {
        var line = new Line { CutAt = cutAt, CutsAnswer = true };
        var log = await LogAsync(line);
        await log.AppendAsync([StoredWebhooks.Event("a"), StoredWebhooks.Event("b")], default);
        await log.AppendAsync([StoredWebhooks.Event("c")], default);

        var logged = await (await LogAsync()).ReadAsync(0, 10, default);
        Assert.True(line.HasCut);
        Assert.Equal([(1L, "a"), (2L, "b"), (3L, "c")], logged.Select(e => (e.Position, e.Event.Id)));
    }

    [Fact]
    public async Task Several_processes_at_once_give_positions_without_gaps_and_each_its_own_order()
    {
        const int Processes = 4, Each = 40;
        var logs = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => LogAsync()));
        await Task.WhenAll(logs.Select(async (log, p) =>
        {
            for (var n = 0; n < Each; n += 2)
                await log.AppendAsync([StoredWebhooks.Event($"{p}-{n}"), StoredWebhooks.Event($"{p}-{n + 1}"), StoredWebhooks.Event($"all-{n}")], default);
        }));

        var logged = await logs[0].ReadAsync(0, 1000, default);
        Assert.Equal(Enumerable.Range(1, (Processes * Each) + (Each / 2)).Select(n => (long)n), logged.Select(e => e.Position));
        for (var p = 0; p < Processes; p++)
            Assert.Equal(Enumerable.Range(0, Each).Select(n => $"{p}-{n}"), logged.Select(e => e.Event.Id).Where(id => id.StartsWith($"{p}-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_comes_together_goes_in_together()
    {
        var line = new Line();
        var log = await LogAsync(line);
        await log.AppendAsync([StoredWebhooks.Event("first")], default);
        var before = line.Calls;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => log.AppendAsync([StoredWebhooks.Event($"e-{n}")], default)));

        Assert.Equal(201, await log.LastAsync(default));
        Assert.InRange(line.Calls - before, 5, 12);
    }

    [Fact]
    public async Task More_than_one_transaction_takes_is_logged_in_order()
    {
        var log = await LogAsync();
        var data = $$"""{"text":"{{new string('"', 9_000).Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""";
        await log.AppendAsync([.. Enumerable.Range(0, 120).Select(n => StoredWebhooks.Event($"e-{n}", data: data))], default);

        var logged = await log.ReadAsync(0, 1000, default);
        Assert.Equal(Enumerable.Range(0, 120).Select(n => $"e-{n}"), logged.Select(e => e.Event.Id));
        Assert.All(logged, e => Assert.Equal(data, e.Event.Data));
    }

    [Fact]
    public async Task What_could_not_be_logged_is_told_to_whoever_brought_it_and_is_logged_when_it_comes_again()
    {
        var line = new Line();
        var log = await LogAsync(line);
        line.CutNext(1);
        await Assert.ThrowsAsync<IOException>(() => log.AppendAsync([StoredWebhooks.Event("a")], default));
        line.CutNext(null);
        await log.AppendAsync([StoredWebhooks.Event("a"), StoredWebhooks.Event("b")], default);

        Assert.Equal(["a", "b"], (await log.ReadAsync(0, 10, default)).Select(e => e.Event.Id));
    }

    [Fact]
    public async Task Times_do_not_go_back_though_the_clocks_of_processes_differ()
    {
        await (await LogAsync()).AppendAsync([StoredWebhooks.Event("a")], default);
        _clock.Now -= Duration.FromSeconds(30);
        var log = await LogAsync();
        await log.AppendAsync([StoredWebhooks.Event("b")], default);

        Assert.All(await log.ReadAsync(0, 10, default), e => Assert.Equal(StoredCases.Monday, e.LoggedAt));
    }

    [Fact]
    public async Task Who_waits_for_a_table_that_does_not_answer_is_told_so_and_the_next_one_is_served()
    {
        await LogAsync();
        var hangs = new Hanging();
        var tables = azurite.Tables(_prefix, options => options.AddPolicy(hangs, HttpPipelinePosition.PerCall));
        var log = new TableEventLog(tables, new LogWriter(tables, _clock, TimeSpan.FromMilliseconds(100)));

        await Assert.ThrowsAsync<IOException>(() => log.AppendAsync([StoredWebhooks.Event("a")], default).WaitAsync(TimeSpan.FromSeconds(60)));
        hangs.IsOver = true;
        await new TableEventLog(tables, new LogWriter(tables, _clock)).AppendAsync([StoredWebhooks.Event("a")], default);

        Assert.Single(await log.ReadAsync(0, 10, default));
    }

    private async Task<TableEventLog> LogAsync(Line? line = null)
    {
        await azurite.Tables(_prefix).Events.CreateIfNotExistsAsync();
        var tables = azurite.Tables(_prefix, Cut);
        return new TableEventLog(tables, new LogWriter(tables, _clock));

        void Cut(TableClientOptions options)
        {
            if (line is not null)
                options.AddPolicy(new LinePolicy(line), HttpPipelinePosition.PerRetry);
        }
    }

    /// <summary>Never answers until it is over.</summary>
    private sealed class Hanging : HttpPipelinePolicy
    {
        public bool IsOver { get; set; }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (!IsOver)
                await Task.Delay(Timeout.Infinite, message.CancellationToken);
            await ProcessNextAsync(message, pipeline);
        }
    }
}
