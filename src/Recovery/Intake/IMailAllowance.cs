using NodaTime;

namespace Recovery.Intake;

/// <summary>Counts automatic mail for each customer's address and day, what goes to staff about them included.</summary>
public interface IMailAllowance
{
    /// <summary>Takes one, unless all are taken. The same effect takes the same one again.</summary>
    /// <param name="address">Of the customer whose case it is about; stored as a keyed hash.</param>
    /// <param name="day">In the time zone of the policy's calendar.</param>
    /// <returns>False when <paramref name="most"/> others have been taken that day.</returns>
    Task<bool> TakeAsync(string address, LocalDate day, string effectId, int most, CancellationToken cancel);
}
