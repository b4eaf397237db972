using Recovery.Messages;

namespace Recovery.Intake.Mail;

/// <summary>Which mail nothing automatic may answer (RFC 3834, and what helpdesks learnt).</summary>
public static class MailManners
{
    /// <param name="ours">Our own addresses, which we never answer.</param>
    /// <returns>Why, for staff: "its header Auto-Submitted says auto-replied"; null when a person wrote it as far as can be told.</returns>
    public static string? AutomaticBecause(InboundMail mail, MailAddresses ours)
    {
        _ = (mail, ours);
        throw new NotSupportedException("Not built yet.");
    }
}
