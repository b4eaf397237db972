using Microsoft.Azure.Functions.Worker;

namespace RecoveryFunctions.Intake;

/// <summary>Schedules are NCRONTAB (with seconds), in UTC.</summary>
public sealed class IntakeTimers(TableIntakeJobs jobs, TableMailAllowance allowance)
{
    /// <summary>Sends the messages of a job again whose first ones were lost, or whose work was cut off five times.</summary>
    [Function(nameof(ResumeIntakeJobs))]
    public Task ResumeIntakeJobs([TimerTrigger("40 */5 * * * *")] TimerInfo timer, CancellationToken cancel) => jobs.ResendAsync(cancel);

    /// <summary>At night, after the mails.</summary>
    [Function(nameof(PurgeAllowances))]
    public Task PurgeAllowances([TimerTrigger("0 55 3 * * *")] TimerInfo timer, CancellationToken cancel) => allowance.PurgeAsync(cancel);
}
