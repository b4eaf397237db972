using Recovery.Intake.Mail;

namespace Recovery.Web.Intake;

/// <summary>What became of one mail, as the provider is told.</summary>
/// <param name="Outcome"><c>opened</c>, <c>joined</c>, <c>reported</c>, <c>parked</c>, <c>gone</c> or <c>passed over</c>.</param>
/// <param name="Parked">The id that it is parked under.</param>
internal sealed record MailAnswer(string Outcome, string? CaseId = null, string? Reference = null, string? Parked = null)
{
    /// <summary>Null when it is to be parked.</summary>
    public static MailAnswer? Of(MailOutcome outcome) => outcome switch
    {
        MailOpened opened => new("opened", opened.Case.Id.Value, opened.Case.Reference),
        MailJoined joined => new("joined", joined.Case.Id.Value, joined.Case.Reference),
        MailReported reported => new("reported", reported.Case.Value, reported.Case.Reference()),
        MailToPark => null,
        _ => throw new InvalidOperationException($"A mail came to {outcome.GetType().Name}."),
    };
}
