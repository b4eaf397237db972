using NodaTime;
using Recovery.Complaints;

namespace Recovery.Intake.Incidents;

/// <summary>A failure that we found before the customers whom it hit complained.</summary>
/// <param name="ReportedBy">Who of staff reported it.</param>
/// <param name="Affected">How many customers it hit, by its lists.</param>
/// <param name="Refused">Rows of the list that could not be used, each with its number, the field and the reason; the first thousand.</param>
public sealed record Incident(IncidentNotice Notice, Instant ReportedAt, string ReportedBy, int Affected, IReadOnlyList<string> Refused)
{
    /// <summary>Ids of the jobs that open its cases, one for each list that was given.</summary>
    public IReadOnlyList<string> Jobs { get; init; } = [];

    /// <summary>Word under which the cases of an incident are found in the search.</summary>
    public static string SearchWord(string id) => $"incident{id}";
}

public interface IIncidents
{
    /// <summary>Keeps it; one of this id that is there already is replaced.</summary>
    Task SaveAsync(Incident incident, CancellationToken cancel);

    Task<Incident?> FindAsync(string id, CancellationToken cancel);

    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<Incident>> ListAsync(int limit, CancellationToken cancel);
}
