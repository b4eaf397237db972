using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Intake.Calls;
using Recovery.Intake.Mail;

namespace Recovery.Web.Intake;

/// <summary>Takes back what came over HTTP and was parked: it is read as if it came now.</summary>
internal sealed class ParkedIntake(
    MailIntake mail, CallIntake calls, ReviewIntake reviews, IKeptFiles files, IClock clock, IServiceProvider services) : IParkedIntake
{
    private const string Mail = "email/";
    private const string Calls = "calls/";

    public bool Knows(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return (source.StartsWith(Mail, StringComparison.Ordinal) && MailReading.Providers.Contains(source[Mail.Length..]))
            || (source.StartsWith(Calls, StringComparison.Ordinal) && CallTranscripts.Formats.Contains(source[Calls.Length..]))
            || source == ReviewIntakeApi.Source;
    }

    public async Task RetryAsync(ParkedMessage message, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(message);
        var body = message.File is not { } file ? Encoding.UTF8.GetBytes(message.Body)
            : await files.FindAsync(IKeptFiles.ParkedPlaceName, file, cancel) ?? throw new NotRetriableException("The file that was kept of it is gone.");
        try
        {
            if (message.Source == ReviewIntakeApi.Source)
                await ReviewAsync(body, cancel);
            else if (message.Source.StartsWith(Calls, StringComparison.Ordinal))
                await CallAsync(message.Source[Calls.Length..], body, message.Query, cancel);
            else
                await MailAsync(message.Source[Mail.Length..], body, message, cancel);
        }
        catch (UnreadableMailException unreadable)
        {
            throw Still(unreadable.Message);
        }
        catch (UnreadableTranscriptException unreadable)
        {
            throw Still($"{unreadable.Field}: {unreadable.Reason}");
        }
    }

    private async Task MailAsync(string provider, byte[] body, ParkedMessage message, CancellationToken cancel)
    {
        if (provider == MailReading.Graph && message.MediaType != GraphIntake.MailType)
            body = await FetchAsync(body, cancel);
        var read = await MailReading.ReadAsync(provider, body, message.MediaType, message.Query, clock.GetCurrentInstant(), cancel);
        if (await mail.ReceiveAsync(read, cancel) is MailToPark still)
            throw Still(still.Reason);
    }

    private async Task<byte[]> FetchAsync(byte[] notification, CancellationToken cancel)
    {
        if (GraphIntake.Resource(notification) is not { } resource)
            throw new NotRetriableException("There is nothing in it to be tried: see to the subscription, then dismiss it.");
        if (services.GetService<IGraphMail>() is not { } graph)
            throw new NotRetriableException("Mail cannot be fetched from Microsoft Graph: its settings are missing.");
        try
        {
            return await graph.FetchAsync(resource, cancel) ?? throw new NotRetriableException("The mail is no longer in the mailbox.");
        }
        catch (HttpRequestException refused) when (GraphIntake.IsRefusal(refused))
        {
            throw Still(GraphIntake.Refusal(refused));
        }
    }

    private async Task CallAsync(string format, byte[] body, string? query, CancellationToken cancel)
    {
        var (details, faults) = CallDetailsReader.Read(query, clock.GetCurrentInstant());
        if (details is null)
            throw Still(IntakeParking.Reason(faults));
        if (await calls.ReceiveAsync(format, body, details, cancel) is NotDone refused)
            throw Still(refused.Refusal.Reason);
    }

    private async Task ReviewAsync(byte[] body, CancellationToken cancel)
    {
        var (review, faults) = ReviewReader.Read(body, clock.GetCurrentInstant());
        if (review is null)
            throw Still(IntakeParking.Reason(faults));
        if (await reviews.ReceiveAsync(review.Review, review.Text, review.Language, cancel) is NotDone refused)
            throw Still(refused.Refusal.Reason);
    }

    private static NotRetriableException Still(string reason) => new($"It still cannot be taken: {reason.TrimEnd('.')}.");
}
