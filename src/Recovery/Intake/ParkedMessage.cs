using NodaTime;

namespace Recovery.Intake;

/// <summary>Something that came in and could not be processed, kept whole until staff have dealt with it.</summary>
/// <param name="Id">Derived from what was parked, so that parking it twice keeps it once.</param>
/// <param name="Source">Where it came from, such as the name of a queue.</param>
/// <param name="Reason">For staff; no text of an exception.</param>
/// <param name="Body">As it came.</param>
public sealed record ParkedMessage(string Id, string Source, string Reason, string Body, Instant ParkedAt);

/// <summary>Where staff see what could not be processed.</summary>
public interface IParkedMessages
{
    Task ParkAsync(ParkedMessage message, CancellationToken cancel);

    /// <summary>The newest first.</summary>
    /// <param name="after">Id of the last of the page before; null for the first page.</param>
    Task<IReadOnlyList<ParkedMessage>> ListAsync(string? after, int limit, CancellationToken cancel);

    Task<ParkedMessage?> FindAsync(string id, CancellationToken cancel);

    /// <summary>Gives it back to where it came from, then takes it off the list.</summary>
    /// <returns>False when there is none of this id.</returns>
    Task<bool> RetryAsync(string id, CancellationToken cancel);

    /// <summary>Takes it off the list for good.</summary>
    /// <returns>False when there is none of this id.</returns>
    Task<bool> DismissAsync(string id, CancellationToken cancel);
}
