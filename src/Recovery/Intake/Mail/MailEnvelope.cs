using System.Collections.Immutable;

namespace Recovery.Intake.Mail;

/// <summary>What the server that took a mail was told, beside the mail itself.</summary>
/// <param name="ReturnPath">Empty for the null return path; null when nobody says.</param>
public sealed record MailEnvelope(string? ReturnPath, ImmutableArray<string> Recipients)
{
    public static MailEnvelope None { get; } = new(null, []);
}
