using Microsoft.Azure.Functions.Worker;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Tests.Hosting;

namespace RecoveryFunctions.Tests.Queues;

public class BindingTests
{
    [Fact]
    public void Each_queue_has_a_function_and_no_poison_queue_has_a_trigger()
    {
        var bound = Functions.With<QueueTriggerAttribute>().Select(f => f.Trigger.QueueName).Order(StringComparer.Ordinal);

        Assert.Equal(QueueNames.All.Order(StringComparer.Ordinal), bound);
        Assert.All(Functions.With<QueueTriggerAttribute>(), f => Assert.Null(f.Trigger.Connection));
    }

    [Fact]
    public void Timers_are_these_and_none_runs_at_every_start()
    {
        var timers = Functions.With<TimerTriggerAttribute>().ToList();

        Assert.Equal(
            [
                ("CheckRootCauses", "0 15 */6 * * *"), ("Purge", "0 20 3 * * *"), ("PurgeAllowances", "0 55 3 * * *"), ("PurgeMails", "0 50 3 * * *"),
                ("PurgeWebhooks", "0 5 4 * * *"), ("ResumeIntakeJobs", "40 */5 * * * *"), ("Rollup", "30 */5 * * * *"), ("SalvagePoison", "20 * * * * *"),
                ("Sweep", "0 * * * * *"), ("SweepWebhooks", "35 * * * * *"),
            ],
            timers.Select(f => (f.Name, f.Trigger.Schedule)).OrderBy(t => t.Name, StringComparer.Ordinal));
        Assert.All(timers, f => Assert.False(f.Trigger.RunOnStartup));
    }
}
