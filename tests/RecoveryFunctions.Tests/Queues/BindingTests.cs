using Microsoft.Azure.Functions.Worker;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Tests.Hosting;

namespace RecoveryFunctions.Tests.Queues;

public class BindingTests
{
    [Fact]
    public void Each_queue_has_a_function_and_one_for_what_it_gave_up()
    {
        var bound = Functions.With<QueueTriggerAttribute>().Select(f => f.Trigger.QueueName).Order(StringComparer.Ordinal);

        Assert.Equal(QueueNames.All.Concat(QueueNames.All.Select(q => q + QueueNames.Poison)).Order(StringComparer.Ordinal), bound);
        Assert.All(Functions.With<QueueTriggerAttribute>(), f => Assert.Null(f.Trigger.Connection));
    }

    [Fact]
    public void Timers_run_each_minute_each_five_minutes_and_each_night_and_not_at_every_start()
    {
        var timers = Functions.With<TimerTriggerAttribute>().ToDictionary(f => f.Name, f => f.Trigger);

        Assert.Equal("0 * * * * *", timers["Sweep"].Schedule);
        Assert.Equal("30 */5 * * * *", timers["Rollup"].Schedule);
        Assert.Equal("0 20 3 * * *", timers["Purge"].Schedule);
        Assert.All(timers.Values, t => Assert.False(t.RunOnStartup));
    }
}
