using NodaTime;
using Recovery.Cases;
using Recovery.Messages;

namespace Recovery.Intake.Mail;

/// <summary>
/// Puts a mail where it belongs: to the case whose token, thread or reference it carries, else to a new one. Nothing is
/// answered twice and nothing automatic is answered at all.
/// </summary>
public sealed class MailIntake(
    ComplaintIntake intake, CaseService cases, ICaseStore store, ICorrespondence correspondence, IKeptFiles files, CaseTokens tokens, MailAddresses ours,
    IPolicyLibrary policies, IClock clock)
{
    /// <summary>The same mail again comes to the same, whoever brings it.</summary>
    public Task<MailOutcome> ReceiveAsync(InboundMail mail, CancellationToken cancel)
    {
        _ = (intake, cases, store, correspondence, files, tokens, ours, policies, clock, mail, cancel);
        throw new NotSupportedException("Not built yet.");
    }
}
