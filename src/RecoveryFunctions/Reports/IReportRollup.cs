using NodaTime;

namespace RecoveryFunctions.Reports;

/// <summary>Adds single figures up to days, so that a report reads a row per day.</summary>
public interface IReportRollup
{
    /// <summary>Does again what it did before without counting twice.</summary>
    Task RunAsync(Instant now, CancellationToken cancel);
}
