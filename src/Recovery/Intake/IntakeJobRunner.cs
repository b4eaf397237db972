namespace Recovery.Intake;

/// <summary>Opens the complaints of a job.</summary>
public sealed class IntakeJobRunner(IIntakeJobs jobs, ComplaintIntake intake)
{
    /// <param name="from">The least number of an item.</param>
    /// <returns>How many were settled; fewer than <paramref name="limit"/> when none waits any more.</returns>
    public Task<int> RunAsync(string job, int from, int limit, CancellationToken cancel)
    {
        _ = (jobs, intake, job, from, limit, cancel);
        throw new NotSupportedException("Not built yet.");
    }
}
