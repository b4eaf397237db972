using Azure.Core;
using Azure.Core.Pipeline;

namespace RecoveryFunctions.Tests.Reports;

internal sealed class CutOffException : Exception;

/// <summary>Counts what is asked of the storage, and breaks one call off: before it leaves, or when its answer comes.</summary>
internal sealed class Calls : HttpPipelineSynchronousPolicy
{
    private int _count;
    private int _cutAt = int.MaxValue;
    private bool _answerLost;

    public async Task<int> CountAsync(Func<Task> work)
    {
        Volatile.Write(ref _count, 0);
        await work();
        return _count;
    }

    public void CutAt(int call, bool answerLost = false) => (_count, _cutAt, _answerLost) = (0, call, answerLost);

    public void CutNoMore() => _cutAt = int.MaxValue;

    public override void OnSendingRequest(HttpMessage message)
    {
        if (Interlocked.Increment(ref _count) == _cutAt && !_answerLost)
            Cut();
    }

    public override void OnReceivedResponse(HttpMessage message)
    {
        if (_count == _cutAt && _answerLost)
            Cut();
    }

    private void Cut()
    {
        CutNoMore();
        throw new CutOffException();
    }
}
