using NodaTime;
using Recovery.Complaints;

namespace Recovery.Intake.Incidents;

/// <summary>A customer whom a failure hit, as a row of the list has them.</summary>
/// <param name="Number">Of the row, from 1.</param>
public sealed record AffectedCustomer(int Number, string? Name, string? Email, string? Phone, string? CustomerId, string? OrderReference, string? Language);

/// <summary>Takes known failures: each customer on the list gets a case and a message before they complain.</summary>
public sealed class IncidentReports(IIncidents incidents, IIntakeJobs jobs, IClock clock)
{
    /// <summary>Reporting the same again is the same incident; customers who are new on the list get their case.</summary>
    /// <param name="refused">Rows that could not be read; kept with the incident.</param>
    public Task<Incident> ReportAsync(
        IncidentNotice notice, string reportedBy, IReadOnlyList<AffectedCustomer> customers, IReadOnlyList<string> refused, CancellationToken cancel)
    {
        _ = (incidents, jobs, clock, notice, reportedBy, customers, refused, cancel);
        throw new NotSupportedException("Not built yet.");
    }
}
