using Recovery.Intake;

namespace RecoveryFunctions.Tests.Queues;

internal sealed class ParkedInMemory : IParkedMessages
{
    public Dictionary<string, ParkedMessage> All { get; } = [];

    public bool IsDown { get; set; }

    public ParkedMessage The => Assert.Single(All.Values);

    public Task ParkAsync(ParkedMessage message, CancellationToken cancel)
    {
        if (IsDown)
            throw new IOException("The table cannot be reached.");
        All[message.Id] = message;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ParkedMessage>> ListAsync(ParkedPlace? after, int limit, CancellationToken cancel) => throw new NotSupportedException();

    public Task<ParkedMessage?> FindAsync(string id, CancellationToken cancel) => Task.FromResult(All.GetValueOrDefault(id));

    public Task<bool> RetryAsync(string id, CancellationToken cancel) => throw new NotSupportedException();

    public Task<bool> DismissAsync(string id, CancellationToken cancel) => throw new NotSupportedException();
}
