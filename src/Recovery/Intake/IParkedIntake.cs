namespace Recovery.Intake;

/// <summary>Takes back what was parked by an intake that has no queue to give it back to.</summary>
public interface IParkedIntake
{
    /// <param name="source">As of <see cref="ParkedMessage.Source"/>.</param>
    bool Knows(string source);

    /// <exception cref="NotRetriableException">It still cannot be processed; the sentence says why.</exception>
    Task RetryAsync(ParkedMessage message, CancellationToken cancel);
}
