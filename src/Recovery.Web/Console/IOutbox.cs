namespace Recovery.Web.Console;

/// <summary>Mail that a host keeps instead of sending it; absent on a host with real mail.</summary>
public interface IOutbox
{
    /// <summary>The newest first.</summary>
    IReadOnlyList<OutboxEntry> List(int skip, int take);

    /// <returns>Null when there is none of this name; a name is never trusted as a path.</returns>
    OutboxMessage? Read(string name);
}

public sealed record OutboxEntry(string Name, string To, string Subject, DateTimeOffset Date);

public sealed record OutboxMessage(OutboxEntry Entry, IReadOnlyList<KeyValuePair<string, string>> Headers, string Text, string Html);
