using System.Text;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Recovery.Cases;

namespace RecoveryFunctions.Queues;

/// <summary>
/// What the host has given up lies in poison queues: what failed five times, and, as it came, what is not base64. They have no
/// queue trigger. The host gives a poison queue no poison queue of its own: what fails there five times it only keeps hidden,
/// until it expires; and what is not base64 it cannot hand to a function at all.
/// </summary>
public sealed class PoisonFunctions(PoisonQueues queues, CaseService cases, ParkingPlace parking, IClock clock)
{
    private const string Failed = "It was tried five times and failed each time, not for what is in it.";
    private const string NotEncoded = "It was not in base64, as messages of this queue are; retry puts it back in base64.";

    private const string Uncalled =
        "Deliveries to this webhook were begun five times and broke off each time. They are begun again every few minutes; this message is not needed for it.";

    private const string NoteText =
        "This case could not be woken in five tries. Until it can be, its mails, reminders and escalations may be late. Its nudge is kept among the parked messages.";

    /// <summary>The most that the service gives at once.</summary>
    private const int Batch = 32;

    /// <summary>Of one queue in one run.</summary>
    private const int MostBatches = 20;

    /// <summary>Not a person of the policy; it must only not be nobody.</summary>
    private static readonly Actor s_driver = new(ActorKind.Policy, "driver");

    /// <summary>Long enough to park a batch. What could not be parked is tried again after it.</summary>
    private static readonly TimeSpan s_hidden = TimeSpan.FromMinutes(4);

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Parks each message whole; one that cannot be parked stays, and is tried again in each run until it expires.</summary>
    [Function(nameof(SalvagePoison))]
    public async Task SalvagePoison([TimerTrigger("20 * * * * *")] TimerInfo timer, CancellationToken cancel)
    {
        var failed = 0;
        foreach (var queue in QueueNames.All)
        {
            try
            {
                failed += await SalvageAsync(queue, cancel);
            }
            catch (Exception) when (!cancel.IsCancellationRequested)
            {
                // The other queues may be better off.
                failed++;
            }
        }

        if (failed > 0)
            throw new InvalidOperationException($"{failed} poison messages or queues could not be dealt with; the next run tries them again.");
    }

    /// <returns>How many messages could not be parked.</returns>
    private async Task<int> SalvageAsync(string name, CancellationToken cancel)
    {
        var queue = queues.Raw.GetQueueClient(name + QueueNames.Poison);
        var failed = 0;
        for (var batch = 0; batch < MostBatches; batch++)
        {
            var messages = (await queue.ReceiveMessagesAsync(Batch, s_hidden, cancel)).Value;
            if (messages.Length == 0)
                break;
            foreach (var message in messages)
            {
                try
                {
                    await ParkAsync(name, message, cancel);
                    await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancel);
                }
                catch (Exception) when (!cancel.IsCancellationRequested)
                {
                    failed++;
                }
            }
        }

        return failed;
    }

    private async Task ParkAsync(string queue, QueueMessage message, CancellationToken cancel)
    {
        var raw = message.Body.ToString();
        if (Decoded(raw) is not { } body)
            await parking.ParkAsync(queue, NotEncoded, raw, cancel);
        else
            await parking.ParkAsync(queue, await ReasonAsync(queue, body, cancel), body, cancel);
    }

    private async Task<string> ReasonAsync(string queue, string body, CancellationToken cancel) => queue switch
    {
        QueueNames.Nudges => await UnwokenAsync(body, cancel),
        QueueNames.Webhooks => Uncalled,
        _ => Failed,
    };

    /// <returns>Null when it is not text in base64.</returns>
    private static string? Decoded(string raw)
    {
        try
        {
            return s_strict.GetString(Convert.FromBase64String(raw));
        }
        catch (Exception other) when (other is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Notes it in the case, where staff look, and names the case for those who look at what is parked.</summary>
    private async Task<string> UnwokenAsync(string body, CancellationToken cancel)
    {
        if (!CaseId.TryParse(body, out var id))
            return "It is not the id of a case.";
        var unwoken = $"The case {id.Reference()} could not be woken in five tries; retry wakes it.";
        // At most one a day and case, however often that is: each save of a case nudges it anew.
        var today = clock.GetCurrentInstant().InUtc().Date;
        try
        {
            var noted = await cases.ExecuteAsync(id, new Note(new CommandId($"unwoken-{today:uuuu-MM-dd}"), s_driver, NoteText), null, cancel);
            return noted is NotFound ? "There is no case of this id." : unwoken;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // What keeps the case from being woken may keep it from being saved. The message is parked all the same.
            return unwoken;
        }
    }
}
