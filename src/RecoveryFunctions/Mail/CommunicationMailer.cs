using Azure;
using Azure.Communication.Email;
using Microsoft.Extensions.Logging;
using Recovery.Messages;

namespace RecoveryFunctions.Mail;

/// <summary>
/// Hands mail to Communication Services, each effect's once. The service takes a message and goes on by itself; a crash or a lost
/// answer leaves the ledger's row behind, and the next try asks what became of the operation before it sends anything.
/// </summary>
public sealed partial class CommunicationMailer(EmailClient client, MailLedger ledger, TimeProvider time, ILogger<CommunicationMailer> log) : IMailer
{
    /// <summary>A turn does not wait longer than this to learn that a message was dropped; its delivery report says so too.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    /// <summary>
    /// No retries by the SDK: one within seconds of a throttled request only uses up more of the limit, and a repeat whose first
    /// answer was lost is refused as if nothing had been sent (azure-sdk-for-net#50889).
    /// </summary>
    public static EmailClientOptions Options() => new()
    {
        Retry = { MaxRetries = 0, NetworkTimeout = TimeSpan.FromSeconds(20) },
        // A failed call's description would carry the service's text, in which addresses stand, into traces.
        Diagnostics = { IsDistributedTracingEnabled = false, IsLoggingContentEnabled = false },
    };

    public async Task SendAsync(ComposedMail mail, CancellationToken cancel)
    {
        var id = MailOperation.IdOf(mail.Effect);
        var first = await ledger.TryAddAsync(id, mail, cancel);
        if (!first && await IsKnownAsync(id, cancel))
            return;
        try
        {
            var operation = await client.SendAsync(WaitUntil.Started, Message(mail), id, cancel);
            await AskOnceAsync(operation, cancel);
        }
        catch (RequestFailedException throttled) when (throttled.Status == 429)
        {
            // Nothing was taken, so the next try need not ask.
            if (first)
                await ledger.ForgetAsync(id, cancel);
            throw MailRefusals.PutOff(throttled, time);
        }
        catch (RequestFailedException refused)
        {
            await RefusedAsync(id, refused, cancel);
        }
    }

    private async Task RefusedAsync(Guid id, RequestFailedException refused, CancellationToken cancel)
    {
        // A repeat of what was taken is refused too.
        if (refused.Status is 400 or 409 && await IsKnownAsync(id, cancel))
            return;
        if (MailRefusals.IsForGood(refused))
            throw MailRefusals.Refused(refused);
        if (MailRefusals.IsOursToMend(refused))
            NotOurs(log, refused.Status, MailRefusals.Code(refused));
        throw new MailNotTakenException(refused.Status);
    }

    /// <summary>Whether the service has it. It may have dropped it, which no later try changes.</summary>
    private async Task<bool> IsKnownAsync(Guid id, CancellationToken cancel)
    {
        var operation = new EmailSendOperation(id.ToString(), client);
        try
        {
            await operation.UpdateStatusAsync(cancel);
            return true;
        }
        catch (RequestFailedException failed) when (operation.HasCompleted)
        {
            throw MailRefusals.Dropped(failed);
        }
        catch (RequestFailedException unknown) when (unknown.Status == 404)
        {
            return false;
        }
        catch (RequestFailedException throttled) when (throttled.Status == 429)
        {
            throw MailRefusals.PutOff(throttled, time);
        }
        catch (RequestFailedException unanswered)
        {
            throw new MailNotTakenException(unanswered.Status);
        }
    }

    /// <summary>Once, since questions are limited to about two per message; and only if the service would have us ask soon.</summary>
    private async Task AskOnceAsync(EmailSendOperation operation, CancellationToken cancel)
    {
        var wait = MailRefusals.RetryAfter(operation.GetRawResponse(), time) ?? s_moment;
        if (wait > s_patience)
            return;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancel);
        try
        {
            await operation.UpdateStatusAsync(cancel);
        }
        catch (RequestFailedException failed) when (operation.HasCompleted)
        {
            throw MailRefusals.Dropped(failed);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // It was taken; what becomes of it, its delivery report says.
        }
    }

    private static EmailMessage Message(ComposedMail mail)
    {
        var to = mail.To.Select(t => new EmailAddress(t.Address, t.Name));
        // The name that it is from is set with the sender's address at the domain; a message cannot carry one.
        var message = new EmailMessage(mail.From.Address, new EmailRecipients(to), new EmailContent(mail.Subject) { PlainText = mail.Text, Html = mail.Html })
        {
            UserEngagementTrackingDisabled = true,
        };
        if (mail.ReplyTo is { } replyTo)
            message.ReplyTo.Add(new EmailAddress(replyTo));
        foreach (var (name, value) in mail.Headers)
            message.Headers.Add(name, value);
        return message;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail service does not take mail from us ({Status} {Code}): look at the role assignment, the domain's link to the resource and Recovery:Mail:From. Mail waits and is tried again for some hours.")]
    private static partial void NotOurs(ILogger log, int status, string code);
}

/// <summary>The mail service did not take a message this time, or did not say so. Without the service's words, in which addresses may stand.</summary>
/// <param name="status">Of HTTP; 0 when there was no answer.</param>
public sealed class MailNotTakenException(int status) : Exception($"The mail service answered {status}.");
