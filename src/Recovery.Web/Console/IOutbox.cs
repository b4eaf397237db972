namespace Recovery.Web.Console;

/// <summary>Mail that a host keeps instead of sending it; absent on a host with real mail.</summary>
public interface IOutbox
{
    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<OutboxEntry>> ListAsync(int skip, int take, CancellationToken cancel);

    /// <returns>Null when there is none of this name; a name is never trusted as a path.</returns>
    Task<OutboxMessage?> ReadAsync(string name, CancellationToken cancel);
}

public sealed record OutboxEntry(string Name, string To, string Subject, DateTimeOffset Date);

public sealed record OutboxMessage(OutboxEntry Entry, IReadOnlyList<KeyValuePair<string, string>> Headers, string Text, string Html);
