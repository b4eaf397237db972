using Recovery.Intake;

namespace RecoveryFunctions.Intake;

/// <summary>Opens what waits of a piece of a job.</summary>
public sealed class IntakeJobPieces(IIntakeJobs jobs, IntakeJobRunner runner)
{
    /// <exception cref="InvalidOperationException">Some of it waits still; the host gives the message again.</exception>
    public async Task RunAsync(IntakeJobPiece piece, CancellationToken cancel)
    {
        var most = piece.To - piece.From + 1;
        // Not more than wait of this piece: what comes after is another message's, which is perhaps run at this moment.
        var waiting = (await jobs.WaitingAsync(piece.Job, piece.From, most, cancel)).Count(item => item.Number <= piece.To);
        if (waiting == 0)
            return;
        var settled = await runner.RunAsync(piece.Job, piece.From, waiting, cancel);
        if (settled < waiting)
            throw new InvalidOperationException($"{waiting - settled} of {waiting} items of {piece} could not be settled.");
    }
}
