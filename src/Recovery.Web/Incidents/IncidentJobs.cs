using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Web.Imports;

namespace Recovery.Web.Incidents;

/// <summary>What became of the customers of an incident whose case could not be opened.</summary>
internal static class IncidentJobs
{
    private const string Kind = "incident";
    private const int MostJobs = 200;

    public static async Task<IReadOnlyList<RefusedRow>> RefusedAsync(Incident incident, IIntakeJobs jobs, CancellationToken cancel)
    {
        var refused = new List<RefusedRow>();
        foreach (var job in (await jobs.ListAsync(MostJobs, cancel)).Where(j => j.Kind == Kind && j.Title == incident.Notice.Title))
        {
            if (await jobs.FindAsync(job.Id, cancel) is { Refused: > 0 } progress)
                refused.AddRange(progress.Refusals.Select(r => new RefusedRow(r.Number, RefusedRow.WholeRow, r.Refusal ?? "")));
        }

        return refused;
    }
}
