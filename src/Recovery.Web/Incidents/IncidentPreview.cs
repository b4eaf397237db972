using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Intake.Incidents;
using Recovery.Messages;
using Recovery.Policy;

namespace Recovery.Web.Incidents;

/// <summary>The message as a customer on the list would read it.</summary>
/// <param name="Markdown">As of <see cref="MessageWritten"/>; the link to the customer's own page stands as its mark.</param>
public sealed record IncidentPreview(string Subject, string Markdown)
{
    /// <summary>Stands where each customer has their own link.</summary>
    private const string TheirLink = "https://your-site.example/status/(their own link)";

    /// <summary>Opens a case in memory by the rules by which each will be opened, and keeps what it would write.</summary>
    /// <returns>Null when the policy writes nothing at once, such as to a customer without an address.</returns>
    public static IncidentPreview? Of(IncidentNotice notice, AffectedCustomer customer, RecoveryPolicy policy, Instant now)
    {
        var open = new OpenCase(new CommandId("preview"), CaseId.From("incident-preview", notice.Id), IncidentReports.ComplaintOf(notice, customer), Turn: 0);
        return CaseDecider.Decide(open, null, policy, now) is Accepted accepted && accepted.Events.OfType<MessageWritten>().FirstOrDefault() is { } written
            ? new IncidentPreview(written.Subject, MessageText.WithReplies(written.Body, read: false))
            : null;
    }

    public string Html => MessageBody.ToHtml(With(TheirLink.Replace(" ", "-", StringComparison.Ordinal)));

    public string Text => MessageBody.ToText(With(TheirLink));

    private string With(string link) => MessageText.WithReplies(Markdown, read: false).Replace(MessageText.StatusLink, link, StringComparison.Ordinal);
}
