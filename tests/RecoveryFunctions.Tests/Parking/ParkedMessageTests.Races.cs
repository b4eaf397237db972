using Azure.Core;
using Azure.Core.Pipeline;
using NodaTime;
using Recovery.Contracts;
using RecoveryFunctions.Intake;
using RecoveryFunctions.Parking;
using RecoveryFunctions.Queues;

namespace RecoveryFunctions.Tests.Parking;

/// <content>What happens between two steps: another who parks, retries or dismisses the same message, and a process that ends.</content>
public sealed partial class ParkedMessageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_is_given_up_again_while_it_is_being_put_back_is_not_lost(int minutes)
    {
        await _parked.ParkAsync(Message(1), default);
        var again = Message(1) with { ParkedAt = StoredCases.Monday + Duration.FromMinutes(minutes) };
        // The trigger is quicker than the deletion: it takes the message, cannot read it, parks it and is done with it.
        var between = azurite.Tables(_tables.Parked.Name[..^"parked".Length], o => o.AddPolicy(new BeforePost(HandleAsync), HttpPipelinePosition.PerCall));

        Assert.True(await new TableParkedMessages(between, _queues, new TableKeptFiles(between), () => [], _log).RetryAsync("m-1", default));

        Assert.Empty((await _queues.GetQueueClient(QueueNames.Calls).PeekMessagesAsync(5)).Value);
        Assert.Equal(again, Assert.Single(await _parked.ListAsync(null, 10, default)));
        Assert.Equal(again, await _parked.FindAsync("m-1", default));
        Assert.True(await _parked.RetryAsync("m-1", default));
        Assert.Empty(await _parked.ListAsync(null, 10, default));

        async Task HandleAsync()
        {
            var queue = _queues.GetQueueClient(QueueNames.Calls);
            var message = (await queue.ReceiveMessageAsync()).Value;
            await _parked.ParkAsync(again, default);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }

    [Fact]
    public async Task What_is_taken_off_while_it_is_parked_again_is_parked_again()
    {
        await _parked.ParkAsync(Message(1), default);
        var posts = 0;
        // The first finds it parked already; before the second, which would refresh it, it is gone.
        var between = azurite.Tables(
            _tables.Parked.Name[..^"parked".Length],
            o => o.AddPolicy(new BeforePost(async () => Assert.Equal(++posts == 2, posts == 2 && await _parked.DismissAsync("m-1", default))), HttpPipelinePosition.PerCall));

        await new TableParkedMessages(between, _queues, new TableKeptFiles(between), () => [], _log).ParkAsync(Message(1), default);

        Assert.Equal(3, posts);
        Assert.Equal(Message(1), Assert.Single(await _parked.ListAsync(null, 10, default)));
    }

    [Fact]
    public async Task Dismissed_while_it_is_parked_again_it_is_gone_all_the_same()
    {
        await _parked.ParkAsync(Message(1), default);
        var isParkedAgain = false;
        var between = azurite.Tables(_tables.Parked.Name[..^"parked".Length], o => o.AddPolicy(new BeforePost(AgainAsync), HttpPipelinePosition.PerCall));

        Assert.True(await new TableParkedMessages(between, _queues, new TableKeptFiles(between), () => [], _log).DismissAsync("m-1", default));

        Assert.True(isParkedAgain);
        Assert.Null(await _parked.FindAsync("m-1", default));
        Assert.Empty(await _parked.ListAsync(null, 10, default));

        async Task AgainAsync()
        {
            if (!isParkedAgain)
                await _parked.ParkAsync(Message(1) with { ParkedAt = StoredCases.Monday + Duration.FromMinutes(1) }, default);
            isParkedAgain = true;
        }
    }

    [Fact]
    public async Task A_crash_during_a_retry_can_repeat_it_but_not_lose_it()
    {
        await _parked.ParkAsync(Message(1), default);
        var dying = azurite.Tables(_tables.Parked.Name[..^"parked".Length], o => o.AddPolicy(new DiesOnPost(), HttpPipelinePosition.PerCall));

        await Assert.ThrowsAsync<ProcessEndedException>(() => new TableParkedMessages(dying, _queues, new TableKeptFiles(dying), () => [], _log).RetryAsync("m-1", default));

        Assert.Single((await _queues.GetQueueClient(QueueNames.Calls).PeekMessagesAsync(5)).Value);
        Assert.Equal("m-1", Assert.Single(await _parked.ListAsync(null, 10, default)).Id);
        Assert.True(await _parked.RetryAsync("m-1", default));
        Assert.Empty(await _parked.ListAsync(null, 10, default));
    }

    private sealed class ProcessEndedException : Exception;

    /// <summary>Something happens before a transaction arrives.</summary>
    private sealed class BeforePost(Func<Task> happens) : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (message.Request.Method == RequestMethod.Post)
                await happens();
            await ProcessNextAsync(message, pipeline);
        }
    }

    /// <summary>A process that ends before its transaction leaves.</summary>
    private sealed class DiesOnPost : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Method == RequestMethod.Post)
                throw new ProcessEndedException();
        }
    }
}
