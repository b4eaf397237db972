using System.Diagnostics;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>Waits for what must come by asking again, never by sleeping for a fixed time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(40);

    /// <param name="what">Said when it does not come.</param>
    /// <param name="ask">Null for not yet.</param>
    /// <param name="instead">What there is instead, said when it does not come.</param>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> ask, Func<Task<string>>? instead = null, TimeSpan? patience = null)
        where T : class
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (await ask() is { } found)
                return found;
            if (waited.Elapsed > (patience ?? s_patience))
                throw new TimeoutException($"Waited {waited.Elapsed.TotalSeconds:0} s for {what}, and it did not come. {(instead is null ? "" : await instead())}");
            await Task.Delay(s_pause);
        }
    }
}
