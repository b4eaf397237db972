using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Intake.Calls;
using Recovery.Intake.Mail;

namespace Recovery.Web.Intake;

/// <summary>
/// Takes complaints that come by a queue, a JSON document each. They go the ways of those that come over HTTP: a mail finds its
/// thread and answers no machine, a call is masked and its speakers are told apart.
/// </summary>
public sealed class QueuedIntake(ComplaintIntake intake, MailIntake mail, CallIntake calls, IClock clock)
{
    /// <returns>Why it must be parked: it can never be read. Null when it was taken.</returns>
    public async Task<string?> ComplaintAsync(string body, CancellationToken cancel)
    {
        var (incoming, faults) = QueuedDocuments.Complaint(body, clock.GetCurrentInstant());
        return incoming is null ? IntakeParking.Reason(faults) : Refusal(await intake.OpenAsync(incoming, cancel));
    }

    /// <inheritdoc cref="ComplaintAsync"/>
    public async Task<string?> EmailAsync(string body, CancellationToken cancel)
    {
        var (read, faults) = QueuedDocuments.Email(body);
        if (read is null)
            return IntakeParking.Reason(faults);
        return await mail.ReceiveAsync(read, cancel) is MailToPark park ? park.Reason : null;
    }

    /// <inheritdoc cref="ComplaintAsync"/>
    public async Task<string?> CallAsync(string body, CancellationToken cancel)
    {
        var (call, faults) = QueuedDocuments.Call(body, clock.GetCurrentInstant());
        if (call is null)
            return IntakeParking.Reason(faults);
        try
        {
            return Refusal(await calls.ReceiveAsync("text", Encoding.UTF8.GetBytes(call.Transcript), call.Details, cancel));
        }
        catch (UnreadableTranscriptException unreadable)
        {
            return $"transcript: {unreadable.Reason}";
        }
    }

    private static string? Refusal(CommandResult result) => result switch
    {
        Done => null,
        NotDone { Refusal.Kind: RefusalKind.KeyReused, Case: { } before } => $"Its id was used before for another complaint, {before.Reference}.",
        NotDone refused => refused.Refusal.Reason,
        var other => throw new InvalidOperationException($"Opening a case came to {other.GetType().Name}."),
    };
}
