using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Web.Http;

namespace Recovery.Web.Operations;

internal static class Probes
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>The process runs.</summary>
    public static Task<IResult> LiveAsync(HttpContext http) => Task.FromResult(Json.Of(new { Status = "ok" }));

    /// <summary>Everything that it needs answers; each by name.</summary>
    public static async Task<IResult> ReadyAsync(HttpContext http)
    {
        var checks = await Task.WhenAll(http.RequestServices.GetServices<IReadiness>().Select(c => AskAsync(c, http.RequestAborted)));
        var ready = checks.All(c => c.Good);
        return Json.Of(
            new { Status = ready ? "ok" : "not ready", Checks = checks.ToDictionary(c => c.Name, c => c.Good ? "ok" : "failed") },
            ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<(string Name, bool Good)> AskAsync(IReadiness check, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        try
        {
            return (check.Name, await check.CheckAsync(patience.Token).WaitAsync(patience.Token));
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return (check.Name, false); // Why is for the check's own log: this answer is open to all.
        }
    }
}
