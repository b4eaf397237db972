using Azure.Core;
using Azure.Core.Pipeline;

namespace RecoveryFunctions.Tests.Mail;

/// <summary>Counts what is asked of storage.</summary>
internal sealed class CallCounter : HttpPipelineSynchronousPolicy
{
    private int _count;

    public int Count => _count;

    public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _count);
}
