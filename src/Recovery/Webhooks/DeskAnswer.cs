namespace Recovery.Webhooks;

/// <summary>What came of something that staff or an integrator asked of a subscription.</summary>
public abstract record DeskAnswer;

/// <summary>There is no such subscription, or no such event in its deliveries and in the log.</summary>
/// <param name="Subscription">False when it is the event that is not there.</param>
public sealed record NotThere(bool Subscription) : DeskAnswer;

/// <param name="Field">The member of the request that is at fault, if one is.</param>
/// <param name="Reason">A sentence for the person who asked.</param>
public sealed record NotPossible(string? Field, string Reason) : DeskAnswer;

/// <summary>The test was sent; its one attempt says what came of it.</summary>
public sealed record Tested(Delivery Delivery) : DeskAnswer;

/// <param name="Run">Null when there was nothing in the range.</param>
public sealed record ReplayAsked(ReplayRun? Run) : DeskAnswer;

/// <summary>As it is now.</summary>
public sealed record Changed(Subscription Subscription) : DeskAnswer;
