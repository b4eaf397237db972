using Azure.Core;
using Azure.Core.Pipeline;

namespace RecoveryFunctions.Tests.Storage;

/// <summary>Counts calls to the outside, and cuts one of them.</summary>
internal sealed class Line
{
    private int _calls;

    public int Calls => _calls;

    /// <summary>Number of the call to cut; 0 for none.</summary>
    public int CutAt { get; set; }

    /// <summary>The other side has done its work; only its answer is lost.</summary>
    public bool CutsAnswer { get; init; }

    /// <summary>The process is gone: no later call gets through either.</summary>
    public bool StaysCut { get; set; }

    /// <summary>Dead from so many calls on; null mends it.</summary>
    public void CutNext(int? after) => (CutAt, StaysCut) = after is { } calls ? (_calls + calls, true) : (0, false);

    public bool HasCut => CutAt > 0 && _calls >= CutAt;

    public async Task CallAsync(Func<Task> call)
    {
        var number = Interlocked.Increment(ref _calls);
        var isCut = number == CutAt;
        if ((isCut && !CutsAnswer) || (StaysCut && CutAt > 0 && number > CutAt))
            throw new IOException("The line was cut.");
        await call();
        if (isCut)
            throw new IOException("The line was cut.");
    }
}

/// <summary>Put into a client's pipeline below its retries: each try is a call.</summary>
internal sealed class LinePolicy(Line line) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        line.CallAsync(() =>
        {
            ProcessNext(message, pipeline);
            return Task.CompletedTask;
        }).GetAwaiter().GetResult();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        await line.CallAsync(() => ProcessNextAsync(message, pipeline).AsTask());
}
