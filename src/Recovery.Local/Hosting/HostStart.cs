namespace Recovery.Local.Hosting;

internal static class HostStart
{
    /// <summary>Returns once the server listens: links in mail and the source of events need its address.</summary>
    public static async Task StartedAsync(this IHostApplicationLifetime lifetime, CancellationToken stop)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stop);
    }
}
