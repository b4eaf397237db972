using Recovery.Cases;

namespace Recovery.Intake.Mail;

/// <summary>What became of a mail.</summary>
public abstract record MailOutcome;

/// <summary>It opened a case, or had opened it before.</summary>
public sealed record MailOpened(Case Case) : MailOutcome;

/// <summary>It went to a case that was there: a reply, or a complaint about a known failure.</summary>
public sealed record MailJoined(Case Case) : MailOutcome;

/// <summary>It reported on a message of ours, and that message's case knows.</summary>
public sealed record MailReported(CaseId Case) : MailOutcome;

/// <summary>Nothing can be made of it by itself; staff have to look.</summary>
/// <param name="Reason">For staff; quotes nothing of the mail.</param>
public sealed record MailToPark(string Reason) : MailOutcome;
