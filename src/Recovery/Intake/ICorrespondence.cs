using NodaTime;
using Recovery.Cases;

namespace Recovery.Intake;

/// <summary>
/// Which case a message belongs to, and which cases a customer has. Both are found by a keyed hash alone: neither message ids
/// nor addresses can be read from what is stored.
/// </summary>
public interface ICorrespondence
{
    /// <summary>The case of the first of these messages that is known; null when none is.</summary>
    /// <param name="messageIds">Without angle brackets, the likeliest first.</param>
    Task<CaseId?> CaseOfAsync(IReadOnlyList<string> messageIds, CancellationToken cancel);

    /// <summary>Remembers it, unless it is known already: the first stands.</summary>
    /// <returns>The case that it is known under now.</returns>
    Task<CaseId> RememberAsync(string messageId, CaseId id, CancellationToken cancel);

    /// <summary>The customer's cases opened since then, the newest first.</summary>
    /// <param name="keys">Of <see cref="CustomerKeys"/>; any one is enough.</param>
    Task<IReadOnlyList<CaseId>> CasesOfCustomerAsync(IReadOnlyList<string> keys, Instant since, int limit, CancellationToken cancel);

    /// <summary>Doing it again changes nothing.</summary>
    Task RememberCustomerAsync(IReadOnlyList<string> keys, CaseId id, Instant openedAt, CancellationToken cancel);
}
