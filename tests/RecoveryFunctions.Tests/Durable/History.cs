using Microsoft.DurableTask;

namespace RecoveryFunctions.Tests.Durable;

/// <summary>What an orchestrator asked of the runtime, in the order of asking.</summary>
/// <param name="Input">As it was serialised.</param>
internal sealed record Request(int Number, string Kind, string Name, string? Input, DateTime? FireAt)
{
    public const string Activity = "activity";
    public const string Timer = "timer";
}

/// <summary>What the history of an instance says, besides the requests.</summary>
internal abstract record Happening;

/// <summary>The runtime took the instance up; all that the code does until the next one is dated so.</summary>
internal sealed record EpisodeBegan(DateTime At) : Happening;

internal sealed record ActivityDone(int Request, string? Result) : Happening;

internal sealed record ActivityBroke(int Request, TaskFailureDetails Failure) : Happening;

internal sealed record TimerFired(int Request) : Happening;

internal sealed record EventRaised(string Name, string? Payload) : Happening;

/// <summary>Replayed code asked for something else than its history says, or did what replayed code must not do.</summary>
internal sealed class NotDeterministicException(string message) : Exception(message);
