using NodaTime;
using Recovery.Cases;

namespace Recovery.Intake;

/// <summary>Many complaints that were taken at once and are opened one by one.</summary>
/// <param name="Id">Lower-case letters and digits; derived from what was given, so that giving it twice is one job.</param>
/// <param name="Kind"><c>import</c> or <c>incident</c>.</param>
/// <param name="Title">For staff: the file's name, or what happened.</param>
public sealed record IntakeJob(string Id, string Kind, string Title, Instant StartedAt, int Total);

/// <param name="Number">From 1: the row of the file, its heading not counted.</param>
/// <param name="Case">The case that it will be.</param>
/// <param name="Document">The complaint as JSON of <see cref="IntakeJobJson"/>.</param>
public sealed record IntakeJobItem(int Number, CaseId Case, string Document);

/// <param name="Case">The case that it opened or joined; null when it was refused.</param>
/// <param name="Refusal">Why it was refused, naming the field; no personal data.</param>
public sealed record IntakeJobOutcome(int Number, CaseId? Case, string? Refusal);

/// <param name="Opened">Cases opened or joined.</param>
/// <param name="Refusals">Of items refused when they were opened; the first thousand.</param>
public sealed record IntakeJobProgress(IntakeJob Job, int Opened, int Refused, IReadOnlyList<IntakeJobOutcome> Refusals)
{
    public bool IsDone => Opened + Refused >= Job.Total;
}

/// <summary>Keeps jobs until all of their complaints are opened. The shell runs <see cref="IntakeJobRunner"/> until none waits.</summary>
public interface IIntakeJobs
{
    /// <summary>Keeps all of it, and sees to it that it is run. A job of this id that is there already stays as it is.</summary>
    Task AddAsync(IntakeJob job, IReadOnlyList<IntakeJobItem> items, CancellationToken cancel);

    Task<IntakeJobProgress?> FindAsync(string id, CancellationToken cancel);

    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<IntakeJob>> ListAsync(int limit, CancellationToken cancel);

    /// <summary>Items without an outcome, by number.</summary>
    /// <param name="from">The least number.</param>
    Task<IReadOnlyList<IntakeJobItem>> WaitingAsync(string id, int from, int limit, CancellationToken cancel);

    /// <summary>Settling an item again with the same outcome changes nothing. The item's document is dropped.</summary>
    Task SettleAsync(string id, IReadOnlyList<IntakeJobOutcome> outcomes, CancellationToken cancel);
}
