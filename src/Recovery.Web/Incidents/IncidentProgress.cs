using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Web.Imports;

namespace Recovery.Web.Incidents;

/// <summary>How far an incident has come with the customers whom it hit.</summary>
/// <param name="Opened">Cases that are there.</param>
/// <param name="Waiting">Customers without a case yet.</param>
/// <param name="Reached">Customers whom a message reached.</param>
/// <param name="Unreachable">Cases of customers whom no message can reach, or whose message came back; the first hundred.</param>
/// <param name="UnreachableCount">All of them.</param>
/// <param name="Answered">Customers who wrote, or answered whether it is solved.</param>
/// <param name="Recovered">Customers who said that it is solved.</param>
/// <param name="Refused">Rows of the list that were refused when it was read.</param>
/// <param name="RefusedLater">Customers whose case could not be opened.</param>
public sealed record IncidentProgress(
    Incident Incident, int Opened, int Waiting, int Reached, IReadOnlyList<CaseSummary> Unreachable, int UnreachableCount, int Answered, int Recovered,
    IReadOnlyList<RefusedRow> Refused, IReadOnlyList<RefusedRow> RefusedLater)
{
    private const int MostShown = 100;
    private const int PageLength = 200;

    public bool IsDone => Waiting == 0;

    /// <summary>
    /// How many customers it hit: by its lists while they are worked on, and in the end by the cases, for a later list may have
    /// named a customer in another way.
    /// </summary>
    public int Affected => IsDone ? Opened + RefusedLater.Count : Math.Max(Incident.Affected, Opened + RefusedLater.Count);

    /// <summary>Counts the cases of the incident as they stand now.</summary>
    internal static async Task<IncidentProgress> OfAsync(Incident incident, ICaseStore store, IIntakeJobs jobs, Instant now, CancellationToken cancel)
    {
        // The jobs first: a case that is opened in between is then counted, and none is missed when the jobs are done.
        var work = await IncidentJobs.OfAsync(incident, jobs, cancel);
        var (opened, reached, unreachableCount, answered, recovered) = (0, 0, 0, 0, 0);
        var (unreachable, seen) = (new List<CaseSummary>(), new HashSet<CaseId>());
        string? cursor = null;
        do
        {
            var page = await store.QueryAsync(new CaseQuery { Text = Incident.SearchWord(incident.Notice.Id), Now = now, Limit = PageLength, Cursor = cursor }, cancel);
            // A case whose due time moves meanwhile comes on a second page.
            foreach (var line in page.Cases.Where(c => seen.Add(c.Id)))
            {
                opened++;
                reached += line.Marks.Contains(CaseMarks.Reached, StringComparer.Ordinal) ? 1 : 0;
                answered += line.Marks.Contains(CaseMarks.Answered, StringComparer.Ordinal) ? 1 : 0;
                recovered += line.Marks.Contains(CaseMarks.Recovered, StringComparer.Ordinal) ? 1 : 0;
                if (!IsUnreachable(line))
                    continue;
                unreachableCount++;
                if (unreachable.Count < MostShown)
                    unreachable.Add(line);
            }

            cursor = page.Next;
        }
        while (cursor is not null);

        return new IncidentProgress(
            incident, opened, work.Waiting, reached, unreachable, unreachableCount, answered, recovered, [.. incident.Refused.Select(RefusedRow.Parse)], work.Refused);
    }

    private static bool IsUnreachable(CaseSummary line) =>
        line.Marks.Contains(CaseMarks.Unreachable, StringComparer.Ordinal) || (line.Undelivered && !line.Marks.Contains(CaseMarks.Reached, StringComparer.Ordinal));
}
