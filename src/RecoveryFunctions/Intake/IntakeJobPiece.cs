namespace RecoveryFunctions.Intake;

/// <summary>The items of a job that one message of the queue asks for: <c>JOB|FROM|TO</c>, both ends included.</summary>
public sealed record IntakeJobPiece(string Job, int From, int To)
{
    /// <summary>A minute's work or so, far from where the host ends a function.</summary>
    private const int Items = 100;

    /// <returns>Null when it is none.</returns>
    public static IntakeJobPiece? Parse(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Split('|') is [{ Length: > 0 } job, var from, var to] && int.TryParse(from, out var first) && int.TryParse(to, out var last)
            && first > 0 && last >= first && last - first < Items
            ? new IntakeJobPiece(job, first, last)
            : null;
    }

    /// <summary>The pieces that these items are in.</summary>
    public static IEnumerable<IntakeJobPiece> Of(string job, IEnumerable<int> numbers) => numbers
        .Select(number => (number - 1) / Items).Distinct().Select(piece => new IntakeJobPiece(job, (piece * Items) + 1, (piece + 1) * Items));

    public override string ToString() => $"{Job}|{From}|{To}";
}
