using Microsoft.Azure.Functions.Worker;
using Recovery.Cases;

namespace RecoveryFunctions.Queues;

/// <summary>
/// What the host has given up after five tries. It is parked whole; when that fails, the message stays in its poison queue and
/// is tried again.
/// </summary>
public sealed class PoisonFunctions(ICaseStore cases, ParkingPlace parking)
{
    private const string Failed = "It was tried five times and failed each time, not for what is in it.";

    [Function(nameof(PoisonComplaint))]
    public Task PoisonComplaint([QueueTrigger(QueueNames.Complaints + QueueNames.Poison)] string body, CancellationToken cancel) =>
        parking.ParkAsync(QueueNames.Complaints, Failed, body, cancel);

    [Function(nameof(PoisonEmail))]
    public Task PoisonEmail([QueueTrigger(QueueNames.Emails + QueueNames.Poison)] string body, CancellationToken cancel) =>
        parking.ParkAsync(QueueNames.Emails, Failed, body, cancel);

    [Function(nameof(PoisonCall))]
    public Task PoisonCall([QueueTrigger(QueueNames.Calls + QueueNames.Poison)] string body, CancellationToken cancel) =>
        parking.ParkAsync(QueueNames.Calls, Failed, body, cancel);

    [Function(nameof(PoisonNudge))]
    public async Task PoisonNudge([QueueTrigger(QueueNames.Nudges + QueueNames.Poison)] string body, CancellationToken cancel) =>
        await parking.ParkAsync(QueueNames.Nudges, await UnwokenAsync(body, cancel), body, cancel);

    [Function(nameof(PoisonMailReport))]
    public Task PoisonMailReport([QueueTrigger(QueueNames.MailReports + QueueNames.Poison)] string body, CancellationToken cancel) =>
        parking.ParkAsync(QueueNames.MailReports, Failed, body, cancel);

    [Function(nameof(PoisonWebhook))]
    public Task PoisonWebhook([QueueTrigger(QueueNames.Webhooks + QueueNames.Poison)] string body, CancellationToken cancel) =>
        parking.ParkAsync(QueueNames.Webhooks, Failed, body, cancel);

    /// <summary>Names the case, so that staff can see to it themselves meanwhile.</summary>
    private async Task<string> UnwokenAsync(string body, CancellationToken cancel) =>
        !CaseId.TryParse(body, out var id) ? "It is not the id of a case."
        : await cases.LoadAsync(id, cancel) is { } subject ? $"The case {subject.Reference} could not be woken in five tries; retry wakes it."
        : "There is no case of this id.";
}
