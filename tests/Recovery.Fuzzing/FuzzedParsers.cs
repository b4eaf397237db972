using System.Collections.Immutable;
using NodaTime;
using Recovery.Intake.Mail;

namespace Recovery.Fuzzing;

/// <summary>The parsers of the core; those of the web project are added where it is in reach.</summary>
public static class FuzzedParsers
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 22, 12, 0);

    public static ImmutableArray<FuzzedParser> All { get; } =
    [
        new("mail", "Mail/*.eml", bytes => MimeMail.Read(bytes, MailEnvelope.None, s_now)) { Tokens = FuzzTokens.Mime, MemoryBound = MimeMail.MemoryBound },
    ];
}
