using NodaTime;

namespace Recovery.Cases;

/// <summary>
/// Where cases are kept. One case is one aggregate: snapshot, numbered events and pending effects are saved in one
/// transaction, guarded by the version.
/// </summary>
public interface ICaseStore
{
    Task<Case?> LoadAsync(CaseId id, CancellationToken cancel);

    /// <summary>The case with what is still to be done for it; what a turn works on.</summary>
    Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel);

    /// <summary>All events, by number.</summary>
    Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel);

    /// <summary>Saves all of the change or nothing.</summary>
    /// <returns>
    /// False when the stored version is not <see cref="CaseChange.ExpectedVersion"/>, or the case was saved since
    /// <see cref="CaseChange.Seen"/>: load and decide again.
    /// </returns>
    Task<bool> SaveAsync(CaseChange change, CancellationToken cancel);

    /// <summary>Cases whose <see cref="CaseChange.WakeAt"/> has come, longest overdue first.</summary>
    Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel);

    /// <summary>The earliest instant at which any case wants to be woken; null when none does.</summary>
    Task<Instant?> NextWakeAsync(CancellationToken cancel);

    Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel);
}

/// <summary>One atomic change of one case.</summary>
public sealed record CaseChange
{
    public required Case Case { get; init; }

    /// <summary>0 for a case that must not exist yet.</summary>
    public required int ExpectedVersion { get; init; }

    /// <summary><see cref="CaseWork.Seen"/> of what the change was decided on; null when it is not known.</summary>
    public string? Seen { get; init; }

    public IReadOnlyList<CaseEvent> Events { get; init; } = [];

    /// <summary>
    /// Effects to add. <see cref="CountStatistics"/>, <see cref="RecordOutcome"/>, <see cref="WithdrawOutcome"/> and
    /// <see cref="PublishEvent"/> the store applies itself, each once; no driver sees them.
    /// </summary>
    public IReadOnlyList<CaseEffect> Effects { get; init; } = [];

    /// <summary>Ids of effects that have been run, or given up.</summary>
    public IReadOnlyList<string> Done { get; init; } = [];

    /// <summary>Effects that failed and wait for another try.</summary>
    public IReadOnlyList<PendingEffect> Retries { get; init; } = [];

    /// <summary>When a driver must look at the case again: its next due time, or earlier for an effect.</summary>
    public required Instant? WakeAt { get; init; }

    /// <summary>What lists show and filter by; derived from the case.</summary>
    public required CaseSummary Summary { get; init; }

    /// <summary>Text to add to what the case is found by; null for none.</summary>
    public string? SearchText { get; init; }
}

public sealed record CaseWork(Case Case, IReadOnlyList<PendingEffect> Effects)
{
    /// <summary>The store's own mark of what was read, such as an ETag; a save that makes no event changes it too. Null where a store has none.</summary>
    public string? Seen { get; init; }
}

/// <param name="Attempts">How often it has failed.</param>
/// <param name="NotBefore">When it may next be tried.</param>
public sealed record PendingEffect(CaseEffect Effect, int Attempts, Instant NotBefore);

/// <summary>A case as lists show it.</summary>
public sealed record CaseSummary
{
    public required CaseId Id { get; init; }

    public required string Reference { get; init; }

    /// <summary>open, waiting, resolved, following-up or closed.</summary>
    public required string Status { get; init; }

    public required string? Owner { get; init; }

    public required string Category { get; init; }

    public required string Severity { get; init; }

    public required string Channel { get; init; }

    /// <summary>Start of the description, one line.</summary>
    public required string Excerpt { get; init; }

    public required Instant OpenedAt { get; init; }

    /// <summary>What is due next: acknowledge, update, resolve, statutory, answer-awaited, follow-up or close.</summary>
    public required string? DueWhat { get; init; }

    public required Instant? DueAt { get; init; }

    /// <summary>A promise has been missed and is still owed.</summary>
    public required bool Missed { get; init; }

    /// <summary>Escalation level that nobody has taken yet, or that somebody holds; 0 for none.</summary>
    public required int Level { get; init; }

    public required string? TakenBy { get; init; }

    public required bool AwaitsOurReply { get; init; }

    /// <summary>A message to the customer or an alert to staff reached nobody, and nothing has got through since.</summary>
    public required bool Undelivered { get; init; }

    public required int Version { get; init; }

    /// <summary>
    /// What else a list shows of it, by name (<see cref="CaseMarks"/>); kept in one column, parted by spaces, and not filtered by.
    /// </summary>
    public IReadOnlyList<string> Marks { get; init; } = [];
}

/// <summary>Names of <see cref="CaseSummary.Marks"/>.</summary>
public static class CaseMarks
{
    /// <summary>A message waits for somebody to send it.</summary>
    public const string Withheld = "withheld";

    /// <summary>Somebody must listen to the call.</summary>
    public const string Listen = "listen";

    /// <summary>It is perhaps the same as another.</summary>
    public const string Suspect = "suspect";

    /// <summary>A public reply waits to be posted.</summary>
    public const string PublicReply = "public-reply";

    /// <summary>The resolution gave a remedy, and nobody has recorded that the customer has it.</summary>
    public const string RemedyOwed = "remedy-owed";

    /// <summary>The customer may be vulnerable.</summary>
    public const string Vulnerable = "vulnerable";

    /// <summary>A message reached the customer.</summary>
    public const string Reached = "reached";

    /// <summary>The customer answered.</summary>
    public const string Answered = "answered";

    /// <summary>The customer said that it is solved.</summary>
    public const string Recovered = "recovered";

    /// <summary>No message can reach the customer: there is no address.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Those that a case has.</summary>
    public static IReadOnlyList<string> Of(Case subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return [.. CaseSummaries.Marks(subject)];
    }
}

/// <summary>A question to the queue. Absent filters let everything through.</summary>
public sealed record CaseQuery
{
    /// <summary>Statuses; empty for every one.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    public string? Owner { get; init; }

    public string? Category { get; init; }

    public string? Severity { get; init; }

    /// <summary>True: due before <see cref="Now"/> or missed. False: neither.</summary>
    public bool? Overdue { get; init; }

    /// <summary>True: an escalation stands, taken or not. False: none does.</summary>
    public bool? Escalated { get; init; }

    /// <summary>Words that all stand in the case's text, each as a prefix; or a reference.</summary>
    public string? Text { get; init; }

    public required Instant Now { get; init; }

    /// <summary>1 to 200.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>From the page before.</summary>
    public string? Cursor { get; init; }
}

/// <param name="Next">
/// Cursor of the next page; null on the last. A store that looks through a long list for few cases may stop on the way: a page
/// with fewer cases than were asked for, or with none, may still have a next.
/// </param>
public sealed record CasePage(IReadOnlyList<CaseSummary> Cases, string? Next);

/// <summary>A cursor that this store did not make.</summary>
public sealed class InvalidCursorException() : Exception("The cursor is not one that was given out by this list.");
