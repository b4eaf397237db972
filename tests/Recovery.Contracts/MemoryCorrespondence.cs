using NodaTime;
using Recovery.Cases;
using Recovery.Intake;

namespace Recovery.Contracts;

/// <summary>Which case a message belongs to and which cases a customer has, in memory; tests can count its uses and make it fail.</summary>
public sealed class MemoryCorrespondence : ICorrespondence
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CaseId> _messages = new(StringComparer.Ordinal);
    private readonly List<(string Key, CaseId Case, Instant OpenedAt)> _customers = [];

    /// <summary>Thrown by every use, as storage that cannot be reached would.</summary>
    public Exception? Fault { get; set; }

    /// <summary>How often it was used, whatever for.</summary>
    public int Uses { get; private set; }

    public Task<CaseId?> CaseOfAsync(IReadOnlyList<string> messageIds, CancellationToken cancel)
    {
        lock (_lock)
        {
            Use();
            foreach (var message in messageIds)
            {
                if (_messages.TryGetValue(message, out var known))
                    return Task.FromResult<CaseId?>(known);
            }

            return Task.FromResult<CaseId?>(null);
        }
    }

    public Task<CaseId> RememberAsync(string messageId, CaseId id, CancellationToken cancel)
    {
        lock (_lock)
        {
            Use();
            _messages.TryAdd(messageId, id);
            return Task.FromResult(_messages[messageId]);
        }
    }

    public Task<IReadOnlyList<CaseId>> CasesOfCustomerAsync(IReadOnlyList<string> keys, Instant since, int limit, CancellationToken cancel)
    {
        lock (_lock)
        {
            Use();
            return Task.FromResult<IReadOnlyList<CaseId>>(
                [.. _customers.Where(c => c.OpenedAt >= since && keys.Contains(c.Key)).OrderByDescending(c => c.OpenedAt).Select(c => c.Case).Distinct().Take(limit)]);
        }
    }

    public Task RememberCustomerAsync(IReadOnlyList<string> keys, CaseId id, Instant openedAt, CancellationToken cancel)
    {
        lock (_lock)
        {
            Use();
            foreach (var key in keys.Where(k => !_customers.Exists(c => c.Key == k && c.Case == id)))
                _customers.Add((key, id, openedAt));
            return Task.CompletedTask;
        }
    }

    private void Use()
    {
        Uses++;
        if (Fault is { } fault)
            throw fault;
    }
}
