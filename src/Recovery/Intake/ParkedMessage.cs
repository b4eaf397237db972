using System.Buffers.Text;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Recovery.Cases;

namespace Recovery.Intake;

/// <summary>Something that came in and could not be processed, kept whole until staff have dealt with it.</summary>
/// <param name="Id">Derived from what was parked, so that parking it twice keeps it once.</param>
/// <param name="Source">Where it came from, such as the name of a queue.</param>
/// <param name="Reason">For staff; no text of an exception.</param>
/// <param name="Body">As it came.</param>
public sealed record ParkedMessage(string Id, string Source, string Reason, string Body, Instant ParkedAt)
{
    public const int StartLength = 300;

    /// <summary>Name under which <see cref="IKeptFiles"/> has the whole of what came, when it is more or other than the text of <see cref="Body"/>.</summary>
    public string? File { get; init; }

    /// <summary>Content type of <see cref="File"/>, with its parameters.</summary>
    public string? MediaType { get; init; }

    /// <summary>What the address said beyond its path, such as <c>callId=7&amp;from=...</c>; without any key.</summary>
    public string? Query { get; init; }

    /// <summary>The first <see cref="StartLength"/> characters of the body, or one fewer where that would cut one in two.</summary>
    public string Start => Body.Length <= StartLength ? Body : Body[..(char.IsHighSurrogate(Body[StartLength - 1]) ? StartLength - 1 : StartLength)];
}

/// <summary>A place in the list of what is parked. It stays where it is when the message there is dealt with.</summary>
public sealed record ParkedPlace(Instant ParkedAt, string Id)
{
    public static ParkedPlace Of(ParkedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(message.ParkedAt, message.Id);
    }

    /// <exception cref="InvalidCursorException">It is not one that <see cref="ToCursor"/> made.</exception>
    public static ParkedPlace Parse(string cursor)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        if (!Base64Url.IsValid(cursor))
            throw new InvalidCursorException();
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('/', 2);
        if (parts is not [var time, var id] || !InstantPattern.ExtendedIso.Parse(time).TryGetValue(default, out var at))
            throw new InvalidCursorException();
        return new ParkedPlace(at, id);
    }

    public string ToCursor() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{InstantPattern.ExtendedIso.Format(ParkedAt)}/{Id}"));
}

/// <summary>What was parked cannot go back to where it came from.</summary>
/// <param name="reason">A sentence for staff.</param>
public sealed class NotRetriableException(string reason) : Exception(reason);

/// <summary>Where staff see what could not be processed.</summary>
public interface IParkedMessages
{
    /// <summary>What is parked already is there once all the same, with the reason and the time of the last time.</summary>
    Task ParkAsync(ParkedMessage message, CancellationToken cancel);

    /// <summary>The newest first, each perhaps with no more than the <see cref="ParkedMessage.Start"/> of its body.</summary>
    /// <param name="after">The last of the page before; null for the first page.</param>
    Task<IReadOnlyList<ParkedMessage>> ListAsync(ParkedPlace? after, int limit, CancellationToken cancel);

    Task<ParkedMessage?> FindAsync(string id, CancellationToken cancel);

    /// <summary>Gives it back to where it came from, then takes it off the list, unless it was parked anew by then.</summary>
    /// <returns>False when there is none of this id.</returns>
    /// <exception cref="NotRetriableException">It stays on the list.</exception>
    Task<bool> RetryAsync(string id, CancellationToken cancel);

    /// <summary>Takes it off the list for good.</summary>
    /// <returns>False when there is none of this id.</returns>
    Task<bool> DismissAsync(string id, CancellationToken cancel);
}
