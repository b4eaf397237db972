using System.Reflection;
using Xunit.Sdk;

namespace Recovery.Local.Tests.Receivers;

/// <summary>One receiver and what it verifies; skipped, and said so, where its runtime is not there.</summary>
public sealed class ReceiverDataAttribute : DataAttribute
{
    public ReceiverDataAttribute(string runtime, string file, string signing)
    {
        (Runtime, File, Signing) = (runtime, file, signing);
        Skip = !StartedReceiver.IsThere(runtime) ? $"{file} was not run: there is no {runtime} on the PATH."
            : file == "receiver-library.mjs" && StartedReceiver.NodeModules is null ? $"{file} was not run: RECOVERY_NODE_MODULES names no folder into which npm put standardwebhooks."
            : null;
    }

    public string Runtime { get; }

    public string File { get; }

    public string Signing { get; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [testMethod.GetParameters().Length == 1 ? [Signing] : [Runtime, File, Signing]];
}
