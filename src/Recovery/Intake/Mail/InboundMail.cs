using System.Collections.Immutable;
using NodaTime;

namespace Recovery.Intake.Mail;

/// <summary>One mail as it was read, whoever brought it. Headers are decoded and on one line each.</summary>
public sealed record InboundMail
{
    /// <summary>Without angle brackets; <c>none-</c> and a hash of the mail where it has none.</summary>
    public required string MessageId { get; init; }

    /// <summary>The address in <c>From</c>; empty when there is none that mail could be sent to.</summary>
    public required string From { get; init; }

    public string? FromName { get; init; }

    /// <summary>Every address that it was sent to, the envelope's first: they may carry a case's token.</summary>
    public ImmutableArray<string> Recipients { get; init; } = [];

    /// <summary>The envelope's sender: null when nobody says, empty for the null return path <c>&lt;&gt;</c>.</summary>
    public string? ReturnPath { get; init; }

    /// <summary>Message ids without angle brackets: those of <c>In-Reply-To</c>, then those of <c>References</c> from the last to the first.</summary>
    public ImmutableArray<string> Answers { get; init; } = [];

    public string Subject { get; init; } = "";

    /// <summary>Null when the date is missing, unreadable, before 1990, or more than a day ahead.</summary>
    public Instant? SentAt { get; init; }

    /// <summary>What the sender wrote now, readable plain text; may be empty.</summary>
    public required string Text { get; init; }

    /// <summary>Quoted history and signature, in the order of the mail; null when there is none. <see cref="Text"/> and this are the whole.</summary>
    public string? Folded { get; init; }

    /// <summary>BCP 47 tag of <c>Content-Language</c>, if it has one.</summary>
    public string? Language { get; init; }

    /// <summary>Known to whoever passed the mail on, such as a program that read it before us; no mail says it by itself.</summary>
    public string? CustomerId { get; init; }

    /// <summary>As <see cref="CustomerId"/>.</summary>
    public string? OrderReference { get; init; }

    /// <summary>All headers as they came, for what <see cref="MailManners"/> asks.</summary>
    public ImmutableArray<MailHeader> Headers { get; init; } = [];

    public ImmutableArray<InboundFile> Files { get; init; } = [];

    /// <summary>What a mail system tells of mail that it could not deliver; null when the mail is no such report.</summary>
    public DeliveryReport? Report { get; init; }

    /// <summary>What was found wrong while reading and mended or left out, for staff: "the charset says utf-8, but it is windows-1252".</summary>
    public ImmutableArray<string> Oddities { get; init; } = [];

    /// <summary>The values of a header, in order, whatever the case of its name.</summary>
    public IEnumerable<string> Header(string name) =>
        Headers.Where(h => string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value);
}

public sealed record MailHeader(string Name, string Value);

/// <param name="Name">One line without a path; may be empty.</param>
public sealed record InboundFile(string Name, string MediaType, ReadOnlyMemory<byte> Content);

/// <summary>RFC 3464.</summary>
/// <param name="MessageId">Of the mail that it is about, without angle brackets; null when it does not say.</param>
/// <param name="Action"><c>failed</c>, <c>delayed</c>, <c>delivered</c>, <c>relayed</c> or <c>expanded</c>.</param>
/// <param name="Status">Such as <c>5.1.1</c> (RFC 3463).</param>
public sealed record DeliveryReport(string? MessageId, string Action, string? Status);

/// <summary>A body that is no mail, or goes beyond what is read of one.</summary>
/// <param name="reason">For staff and the provider; quotes nothing of the mail.</param>
public sealed class UnreadableMailException(string reason) : Exception(reason);

/// <summary>How much is read of one mail. What lies beyond is kept whole with the parked message.</summary>
public static class MailLimits
{
    /// <summary>Of a request: the largest that a provider sends (Postmark, 35 MB).</summary>
    public const int Bytes = 36 * 1024 * 1024;

    /// <summary>Parts inside parts.</summary>
    public const int Depth = 20;

    public const int Parts = 500;

    public const int Headers = 1_000;

    public const int HeaderBytes = 256 * 1024;

    /// <summary>Addresses that are read; more are counted, not kept.</summary>
    public const int Recipients = 200;

    public const int Files = 100;

    /// <summary>Characters of readable text; what lies beyond is kept as an attachment.</summary>
    public const int Text = 200_000;
}
