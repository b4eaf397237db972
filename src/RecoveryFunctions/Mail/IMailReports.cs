namespace RecoveryFunctions.Mail;

/// <summary>Takes what Communication Services tells of mail that we sent.</summary>
public interface IMailReports
{
    /// <param name="body">One event of Event Grid, or an array of them, as the queue has it.</param>
    /// <exception cref="FormatException">It is none; the message belongs to those that staff must see.</exception>
    Task HandleAsync(string body, CancellationToken cancel);
}
