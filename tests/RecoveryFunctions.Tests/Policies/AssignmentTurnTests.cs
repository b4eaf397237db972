using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using RecoveryFunctions.Policies;
using RecoveryFunctions.Storage;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Policies;

[Collection(AzuriteTests.Name)]
public sealed class AssignmentTurnTests(AzuriteServer azurite)
{
    [Fact]
    public async Task Instances_take_turns_from_one_counter()
    {
        var tables = await azurite.NewTablesAsync();
        using var one = new TableAssignmentTurns(tables);
        using var other = new TableAssignmentTurns(tables);

        Assert.Equal(0, await one.NextAsync(default));
        Assert.Equal(1, await one.NextAsync(default));
        Assert.Equal(2, await other.NextAsync(default));
        Assert.Equal(3, await one.NextAsync(default));
        using var restarted = new TableAssignmentTurns(tables);
        Assert.Equal(4, await restarted.NextAsync(default));
    }

    [Fact]
    public async Task A_turn_is_one_operation_while_nobody_comes_between()
    {
        var calls = 0;
        var tables = await azurite.NewTablesAsync(o => o.AddPolicy(new Each(() => Interlocked.Increment(ref calls)), HttpPipelinePosition.PerCall));
        using var turns = new TableAssignmentTurns(tables);
        await turns.NextAsync(default);
        calls = 0;

        for (var n = 1; n <= 10; n++)
            Assert.Equal(n, await turns.NextAsync(default));

        Assert.Equal(10, calls);
    }

    [Fact]
    public async Task Many_at_once_in_one_process_have_each_a_turn_of_their_own()
    {
        using var turns = new TableAssignmentTurns(await azurite.NewTablesAsync());

        var taken = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => turns.NextAsync(default).AsTask()));

        Assert.Equal(30, taken.Distinct().Count());
    }

    [Fact]
    public async Task A_counter_that_cannot_be_had_refuses_no_complaint()
    {
        using var always = new TableAssignmentTurns(Quarrelling(await azurite.NewTablesAsync()));
        Assert.True(await always.NextAsync(default) >= 0);

        var nowhere = new TableClientOptions { Retry = { MaxRetries = 0 } };
        using var broken = new TableAssignmentTurns(new RecoveryTables(new TableServiceClient(azurite.ConnectionString, nowhere), AzuriteServer.NewName()));
        Assert.True(await broken.NextAsync(default) >= 0);
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(AggregateException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task A_network_that_fails_or_is_slow_refuses_no_complaint(Type failure)
    {
        var tables = await azurite.NewTablesAsync();
        var isDown = true;
        var fails = new Each(() =>
        {
            if (isDown)
                throw (Exception)Activator.CreateInstance(failure)!;
        });
        using var turns = new TableAssignmentTurns(azurite.Tables(tables.Shared.Name[..^"shared".Length], o => o.AddPolicy(fails, HttpPipelinePosition.PerRetry)));

        Assert.True(await turns.NextAsync(default) >= 0);

        isDown = false;
        Assert.Equal(0, await turns.NextAsync(default));
    }

    [Fact]
    public async Task A_table_that_never_answers_refuses_no_complaint()
    {
        using var turns = new TableAssignmentTurns(azurite.Tables(AzuriteServer.NewName(), o => o.AddPolicy(new Silence(), HttpPipelinePosition.PerRetry)));

        Assert.True(await turns.NextAsync(default) >= 0);
    }

    [Fact]
    public async Task Who_gives_up_waiting_has_no_turn()
    {
        using var turns = new TableAssignmentTurns(await azurite.NewTablesAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turns.NextAsync(new CancellationToken(canceled: true)).AsTask());
    }

    /// <summary>Somebody else is always quicker.</summary>
    private RecoveryTables Quarrelling(RecoveryTables tables)
    {
        var prefix = tables.Shared.Name[..^"shared".Length];
        return azurite.Tables(prefix, o => o.AddPolicy(
            new Each(() => tables.Shared.UpsertEntity(new TableEntity("counters", "assignment-turns") { ["Last"] = 5L })), HttpPipelinePosition.PerCall));
    }

    private sealed class Silence : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            await Task.Delay(Timeout.Infinite, message.CancellationToken);
    }

    private sealed class Each(Action call) : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) => call();
    }
}
