using System.Runtime.ExceptionServices;
using System.Text.Json;
using Recovery.Cases;

namespace Recovery.Intake;

/// <summary>Opens the complaints of a job.</summary>
public sealed class IntakeJobRunner(IIntakeJobs jobs, ComplaintIntake intake)
{
    private const int MostFailuresInARow = 3;

    /// <param name="from">The least number of an item.</param>
    /// <returns>How many were settled; fewer than <paramref name="limit"/> when none waits any more.</returns>
    /// <exception cref="Exception">Some could not be opened now and still wait. The others are settled: one that fails keeps none back.</exception>
    public async Task<int> RunAsync(string job, int from, int limit, CancellationToken cancel)
    {
        var outcomes = new List<IntakeJobOutcome>();
        var (failed, inARow) = ((ExceptionDispatchInfo?)null, 0);
        foreach (var item in await jobs.WaitingAsync(job, from, limit, cancel))
        {
            try
            {
                outcomes.Add(await OpenAsync(item, cancel));
                inARow = 0;
            }
            catch (Exception failure)
            {
                failed ??= ExceptionDispatchInfo.Capture(failure);
                // Then it is not the complaint: the storage is away, or the program is asked to end.
                if (cancel.IsCancellationRequested || ++inARow == MostFailuresInARow)
                    break;
            }
        }

        // What is done need not be done again, also when the program is asked to end.
        if (outcomes.Count > 0)
            await jobs.SettleAsync(job, outcomes, CancellationToken.None);
        failed?.Throw();
        return outcomes.Count;
    }

    private async Task<IntakeJobOutcome> OpenAsync(IntakeJobItem item, CancellationToken cancel)
    {
        IncomingComplaint incoming;
        try
        {
            incoming = IntakeJobJson.Read(item.Document);
        }
        catch (JsonException)
        {
            return new IntakeJobOutcome(item.Number, null, "The complaint as it was kept cannot be read any more.");
        }

        return await intake.OpenAsync(incoming, cancel) switch
        {
            Done done => new IntakeJobOutcome(item.Number, done.Case.Id, null),
            NotDone { Refusal: var refusal } => new IntakeJobOutcome(item.Number, null, refusal.Field is { } field ? $"{field}: {refusal.Reason}" : refusal.Reason),
            _ => new IntakeJobOutcome(item.Number, null, "No case could be opened."),
        };
    }
}
