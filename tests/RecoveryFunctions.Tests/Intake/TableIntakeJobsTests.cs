using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Intake;
using RecoveryFunctions.Intake;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;
using RecoveryFunctions.Tests.Storage;

namespace RecoveryFunctions.Tests.Intake;

[Collection(AzuriteTests.Name)]
public sealed class TableIntakeJobsTests(AzuriteServer azurite) : IntakeJobsContract, IAsyncLifetime
{
    private readonly World _world = new();
    private readonly Entries<TableIntakeJobs> _log = new();
    private RecoveryTables _tables = null!;
    private QueueClient _queue = null!;

    protected override IIntakeJobs Jobs => Table;

    private TableIntakeJobs Table => new(_tables, azurite.Queues(), _world, _log);

    public async Task InitializeAsync()
    {
        _tables = await azurite.NewTablesAsync();
        _queue = azurite.Queues().GetQueueClient(QueueNames.Jobs);
        await _queue.CreateIfNotExistsAsync();
        await _queue.ClearMessagesAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_job_is_given_to_the_queue_in_pieces_of_a_hundred()
    {
        await Jobs.AddAsync(Job(250), Items(250), default);

        Assert.Equal(["a|101|200", "a|1|100", "a|201|300"], await SentAsync());
    }

    [Fact]
    public async Task Nothing_is_sent_again_while_the_work_goes_on_and_what_waits_is_once_it_rests()
    {
        await Jobs.AddAsync(Job(250), Items(250), default);
        await SentAsync();
        await Jobs.SettleAsync("a", [.. Enumerable.Range(1, 100).Select(Opened)], default);
        _world.Now += Duration.FromMinutes(9);
        await Jobs.SettleAsync("a", [.. Enumerable.Range(101, 100).Select(Opened)], default);
        Assert.Equal(0, await Table.ResendAsync(default));
        _world.Now += Duration.FromMinutes(9);
        Assert.Equal(0, await Table.ResendAsync(default));
        Assert.Empty(await SentAsync());
        Assert.Empty(_log.Names);

        // The message of the last piece was lost.
        _world.Now += Duration.FromMinutes(1);
        Assert.Equal(1, await Table.ResendAsync(default));
        Assert.Equal(["a|201|300"], await SentAsync());
        Assert.Equal("The job a had come to rest with 50 complaints waiting; they were sent again.", Assert.Single(_log.Texts));

        // Not once more at each minute that follows.
        _world.Now += Duration.FromMinutes(1);
        Assert.Equal(0, await Table.ResendAsync(default));
        _world.Now += Duration.FromMinutes(9);
        Assert.Equal(1, await Table.ResendAsync(default));
    }

    [Fact]
    public async Task A_job_at_its_end_is_looked_at_no_more()
    {
        await Jobs.AddAsync(Job(3), Items(3), default);
        await Jobs.SettleAsync("a", [Opened(1), Opened(2), new(3, null, "email: is no address")], default);
        await SentAsync();

        _world.Now += Duration.FromMinutes(10);
        Assert.Equal(0, await Table.ResendAsync(default));

        Assert.Empty(await SentAsync());
        var open = new List<string>();
        await foreach (var row in _tables.Jobs.QueryAsync<TableEntity>("PartitionKey eq 'jobs'"))
            open.Add(row.RowKey[..5]);
        Assert.Equal(["line|"], open);
        Assert.True((await Jobs.FindAsync("a", default))!.IsDone);
    }

    /// <summary>Who takes the job dies at each of its calls; whoever gave it gives it again, as a person would, and the timer does the rest.</summary>
    [Fact]
    public async Task A_job_whose_taker_died_at_any_moment_is_taken_whole_when_it_is_given_again()
    {
        for (var cut = 1; ; cut++)
        {
            var line = new Line { CutAt = cut, StaysCut = true };
            var prefix = _tables.Jobs.Name[..^"jobs".Length];
            var dying = new TableIntakeJobs(
                azurite.Tables(prefix, o => o.AddPolicy(new LinePolicy(line), HttpPipelinePosition.PerRetry)),
                azurite.Queues(o => o.AddPolicy(new LinePolicy(line), HttpPipelinePosition.PerRetry)), _world, _log);
            var job = Job(120) with { Id = $"job{cut}" };
            try
            {
                await dying.AddAsync(job, Items(120), default);
            }
            catch (Exception) when (line.HasCut)
            {
                // The process is gone.
            }

            await Jobs.AddAsync(job, Items(120), default);
            _world.Now += TableIntakeJobs.Patience;
            await Table.ResendAsync(default);

            Assert.Equal(120, (await Jobs.WaitingAsync(job.Id, 1, 1000, default)).Count);
            Assert.Empty(new[] { $"{job.Id}|1|100", $"{job.Id}|101|200" }.Except(await SentAsync(), StringComparer.Ordinal));
            Assert.Contains(job, await Jobs.ListAsync(100, default));
            await Jobs.SettleAsync(job.Id, [.. Enumerable.Range(1, 120).Select(Opened)], default);
            if (!line.HasCut)
                return;
        }
    }

    [Fact]
    public async Task Who_settles_and_dies_at_any_moment_leaves_nothing_half_counted()
    {
        await Jobs.AddAsync(Job(30), Items(30), default);
        for (var cut = 1; ; cut++)
        {
            var line = new Line { CutAt = cut, StaysCut = true, CutsAnswer = true };
            var prefix = _tables.Jobs.Name[..^"jobs".Length];
            var dying = new TableIntakeJobs(
                azurite.Tables(prefix, o => o.AddPolicy(new LinePolicy(line), HttpPipelinePosition.PerRetry)), azurite.Queues(), _world, _log);
            try
            {
                await dying.SettleAsync("a", [Opened(cut)], default);
            }
            catch (Exception) when (line.HasCut)
            {
                // The process is gone.
            }

            await Jobs.SettleAsync("a", [Opened(cut)], default);
            Assert.Equal(cut, (await Jobs.FindAsync("a", default))!.Opened);
            Assert.Equal(Enumerable.Range(cut + 1, 30 - cut), (await Jobs.WaitingAsync("a", 1, 100, default)).Select(i => i.Number));
            if (!line.HasCut)
                return;
        }
    }

    private static IntakeJob Job(int total) => new("a", "import", "complaints.csv", StoredCases.Monday, total);

    private static List<IntakeJobItem> Items(int many) => [.. Enumerable.Range(1, many).Select(n => new IntakeJobItem(n, CaseId.From("import", $"{n}"), "{}"))];

    private static IntakeJobOutcome Opened(int number) => new(number, CaseId.From("import", $"{number}"), null);

    /// <summary>What was sent since the last time.</summary>
    private async Task<List<string>> SentAsync()
    {
        var sent = new List<string>();
        while ((await _queue.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            sent.AddRange(messages.Select(m => m.Body.ToString()));
            foreach (var message in messages)
                await _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }

        return [.. sent.Order(StringComparer.Ordinal)];
    }
}
