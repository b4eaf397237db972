using System.Collections.Concurrent;
using Recovery.Intake;

namespace Recovery.Contracts;

/// <summary>Kept files in memory.</summary>
public sealed class MemoryKeptFiles : IKeptFiles
{
    private readonly ConcurrentDictionary<(string Place, string Name), byte[]> _files = [];

    /// <summary>Thrown when something is to be kept, as storage that cannot be reached would.</summary>
    public Exception? Fault { get; set; }

    public IEnumerable<(string Place, string Name)> Kept => _files.Keys;

    public Task PutAsync(string place, string name, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        if (Fault is { } fault)
            throw fault;
        _files[(place, name)] = content.ToArray();
        return Task.CompletedTask;
    }

    public Task<byte[]?> FindAsync(string place, string name, CancellationToken cancel) =>
        Task.FromResult(_files.TryGetValue((place, name), out var content) ? content : null);

    public Task DropAsync(string place, string name, CancellationToken cancel)
    {
        _files.TryRemove((place, name), out _);
        return Task.CompletedTask;
    }
}
