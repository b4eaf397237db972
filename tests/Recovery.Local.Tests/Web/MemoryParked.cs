using Recovery.Intake;

namespace Recovery.Local.Tests.Web;

/// <summary>Parked messages in memory.</summary>
internal sealed class MemoryParked(params ParkedMessage[] messages) : IParkedMessages
{
    private readonly List<ParkedMessage> _messages = [.. messages];

    /// <summary>Those that were given back.</summary>
    public List<ParkedMessage> Retried { get; } = [];

    /// <summary>Why nothing can be given back; null when it can.</summary>
    public string? Refusal { get; set; }

    /// <summary>What takes messages back; null when giving them back is all.</summary>
    public Func<IParkedIntake>? Intake { get; init; }

    public Task ParkAsync(ParkedMessage message, CancellationToken cancel)
    {
        _messages.RemoveAll(m => m.Id == message.Id);
        _messages.Add(message);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ParkedMessage>> ListAsync(ParkedPlace? after, int limit, CancellationToken cancel)
    {
        var rest = _messages.OrderByDescending(m => m.ParkedAt).ThenBy(m => m.Id, StringComparer.Ordinal).Where(IsAfter);
        return Task.FromResult<IReadOnlyList<ParkedMessage>>([.. rest.Take(limit)]);

        bool IsAfter(ParkedMessage message) => after is null || message.ParkedAt < after.ParkedAt
            || (message.ParkedAt == after.ParkedAt && string.CompareOrdinal(message.Id, after.Id) > 0);
    }

    public Task<ParkedMessage?> FindAsync(string id, CancellationToken cancel) => Task.FromResult(_messages.Find(m => m.Id == id));

    public async Task<bool> RetryAsync(string id, CancellationToken cancel)
    {
        if (_messages.Find(m => m.Id == id) is not { } message)
            return false;
        if (Refusal is not null)
            throw new NotRetriableException(Refusal);
        if (Intake is { } intake)
            await intake().RetryAsync(message, cancel);
        Retried.Add(message);
        return await DismissAsync(id, cancel);
    }

    public Task<bool> DismissAsync(string id, CancellationToken cancel) => Task.FromResult(_messages.RemoveAll(m => m.Id == id) > 0);
}
