using System.Collections.Immutable;
using NodaTime;

namespace Recovery.Complaints;

/// <summary>What a mail says beyond the customer's words.</summary>
public sealed record MailOrigin
{
    /// <summary>Without its angle brackets; one that we made of the mail's bytes when it had none.</summary>
    public required string MessageId { get; init; }

    /// <summary>The address that it claims to be from.</summary>
    public required string From { get; init; }

    public string? Subject { get; init; }

    /// <summary>As the mail says; null when it says nothing that can be believed.</summary>
    public Instant? SentAt { get; init; }

    /// <summary>Quoted history and signature, which the page folds away; they are part of what was sent.</summary>
    public string? Folded { get; init; }

    /// <summary>Why it was not written by a person at that moment, for staff; null when nothing speaks for that. Nothing automatic answers it.</summary>
    public string? Automatic { get; init; }

    /// <summary>It came from another address than the customer's, by the case's private reply address or in its thread.</summary>
    public bool FromSomebodyElse { get; init; }

    /// <summary>What was found wrong while reading it and mended or left out, for staff.</summary>
    public ImmutableArray<string> Oddities { get; init; } = [];
}
