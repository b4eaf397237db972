using Recovery.Intake;
using Recovery.Local.Storage;

namespace Recovery.Local.Hosting;

/// <summary>
/// Opens the complaints of jobs, a piece of each in turn, so that a small job is not kept waiting by a large one. What was
/// begun before a restart is gone on with.
/// </summary>
public sealed partial class IntakeJobLoop(SqliteIntakeJobs jobs, IntakeJobRunner runner, IntakeJobSignal signal, ILogger<IntakeJobLoop> log) : BackgroundService
{
    private const int AtATime = 100;
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
                await signal.Wake.WaitAsync(await RoundAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop; what waits is run at the next start.
        }
    }

    /// <returns>How long to sleep when nothing new comes.</returns>
    private async Task<TimeSpan> RoundAsync(CancellationToken stop)
    {
        var failed = false;
        try
        {
            while (await jobs.UnfinishedAsync(stop) is { Count: > 0 } waiting)
            {
                var settled = 0;
                foreach (var job in waiting)
                    settled += await TryAsync(job, stop);
                // Whatever is left cannot be run now.
                if (settled == 0)
                    return s_afterFailure;
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            JobsUnread(log, failure.GetType().Name);
            failed = true;
        }

        return failed ? s_afterFailure : s_longestSleep;
    }

    private async Task<int> TryAsync(string job, CancellationToken stop)
    {
        try
        {
            return await runner.RunAsync(job, 1, AtATime, stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            JobFailed(log, job, failure.GetType().Name);
            return 0;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The job {Job} could not go on ({Error}); it will be tried again.")]
    private static partial void JobFailed(ILogger log, string job, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store could not say which jobs wait ({Error}); asked again in a few seconds.")]
    private static partial void JobsUnread(ILogger log, string error);
}

/// <summary>Raised when a job was taken.</summary>
public sealed class IntakeJobSignal
{
    public WakeSignal Wake { get; } = new();
}
