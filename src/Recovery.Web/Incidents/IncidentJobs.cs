using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Web.Imports;

namespace Recovery.Web.Incidents;

/// <summary>How far the jobs of an incident have come.</summary>
/// <param name="Waiting">Items of them that are neither opened nor refused yet.</param>
/// <param name="Refused">Customers whose case could not be opened.</param>
internal sealed record IncidentJobs(int Waiting, IReadOnlyList<RefusedRow> Refused)
{
    public static async Task<IncidentJobs> OfAsync(Incident incident, IIntakeJobs jobs, CancellationToken cancel)
    {
        var (waiting, refused) = (0, new List<RefusedRow>());
        foreach (var id in incident.Jobs)
        {
            if (await jobs.FindAsync(id, cancel) is not { } progress)
                continue;
            waiting += Math.Max(0, progress.Job.Total - progress.Opened - progress.Refused);
            refused.AddRange(progress.Refusals.Select(r => new RefusedRow(r.Number, RefusedRow.WholeRow, r.Refusal ?? "")));
        }

        return new IncidentJobs(waiting, refused);
    }
}
