using Azure.Core;
using Azure.Core.Pipeline;
using Recovery.Cases;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Storage;

/// <summary>The log of events is one partition, which the service may throttle.</summary>
[Collection(AzuriteTests.Name)]
public sealed class ThrottledLogTests(AzuriteServer azurite)
{
    private bool _isThrottled = true;

    [Fact]
    public async Task Complaints_are_taken_and_answered_while_the_log_is_throttled_and_their_events_are_logged_later()
    {
        var (prefix, world) = (AzuriteServer.NewName(), new World());
        await azurite.Tables(prefix).CreateAsync(default);
        var app = new TableApp(azurite.Tables(prefix, o => o.AddPolicy(new Throttled(this), HttpPipelinePosition.PerRetry)), world);

        Assert.IsType<Done>(await app.Service.OpenAsync(LifeStory.Id, new CommandId("open", "f"), LifeStory.Complaint, default));
        await Assert.ThrowsAnyAsync<Exception>(() => app.Rounds.RunAsync(LifeStory.Id, default));
        var mails = world.Ran.Count;
        Assert.NotEmpty(world.Ran.OfType<CustomerEmail>());
        Assert.NotEmpty(world.Counted);
        Assert.IsType<Done>(await app.Service.ExecuteAsync(LifeStory.Id, new Note(new CommandId("note"), Actor.Staff("maya-okafor"), "Called the depot."), null, default));
        await Assert.ThrowsAnyAsync<Exception>(() => app.Rounds.RunAsync(LifeStory.Id, default));

        _isThrottled = false;
        Assert.Equal(0, await app.Log.LastAsync(default));
        await app.Rounds.RunAsync(LifeStory.Id, default);

        Assert.Equal(["complaint.received", "complaint.acknowledged"], (await app.Log.ReadAsync(0, 10, default)).Select(e => e.Event.Type));
        Assert.Equal(mails, world.Ran.Count);
    }

    /// <summary>As the service does: 503, and "ServerBusy".</summary>
    private sealed class Throttled(ThrottledLogTests test) : HttpPipelinePolicy
    {
        private const string Log = "events";

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (test._isThrottled && await IsForLogAsync(message.Request))
                throw new Azure.RequestFailedException(503, "The server is busy.", "ServerBusy", null);
            await ProcessNextAsync(message, pipeline);
        }

        private static async Task<bool> IsForLogAsync(Request request)
        {
            if (request.Uri.ToString().Contains(Log, StringComparison.Ordinal))
                return true;
            using var body = new MemoryStream();
            if (request.Content is { } content)
                await content.WriteToAsync(body, default);
            return System.Text.Encoding.UTF8.GetString(body.ToArray()).Contains($"{Log}(PartitionKey='log'", StringComparison.Ordinal)
                || System.Text.Encoding.UTF8.GetString(body.ToArray()).Contains("\"PartitionKey\":\"log\"", StringComparison.Ordinal);
        }
    }
}
