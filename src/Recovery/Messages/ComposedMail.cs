using System.Collections.Immutable;
using System.Net.Mail;
using Recovery.Cases;

namespace Recovery.Messages;

/// <summary>A message as it goes out, for whatever carries it. The same effect gives the same one.</summary>
public sealed record ComposedMail
{
    /// <summary>What it was made of.</summary>
    public required CaseEffect Effect { get; init; }

    /// <summary>The same for the same effect; fit to be a file's name.</summary>
    public required string Name { get; init; }

    public required MailAddress From { get; init; }

    public required ImmutableArray<MailRecipient> To { get; init; }

    /// <summary>Where answers go; null when nobody would read them.</summary>
    public required string? ReplyTo { get; init; }

    public required string Subject { get; init; }

    /// <summary>The plain part, its lines ended as the author's.</summary>
    public required string Text { get; init; }

    /// <summary>The HTML part, a whole page.</summary>
    public required string Html { get; init; }

    /// <summary>Further headers, in order: ASCII, one line each.</summary>
    public required ImmutableArray<KeyValuePair<string, string>> Headers { get; init; }
}

/// <param name="Name">One line without quotes, backslashes or angle brackets, which could end a name and begin an address; may be empty.</param>
public sealed record MailRecipient(string Address, string Name);

/// <summary>Whom mail is from, and where answers go.</summary>
/// <param name="From">Of every message.</param>
/// <param name="Replies">
/// The address for answers, to which the case's token is added: <c>complaints+token@example.org</c>. Null when mail to us is not read.
/// </param>
public sealed record MailAddresses(MailAddress From, MailAddress? Replies)
{
    /// <summary>64 characters before the @ (RFC 5321 4.5.3.1.1), less the plus sign and the token's 53.</summary>
    public const int LongestReplyUser = 10;

    /// <summary>Somebody has seen to it that mail to <see cref="Replies"/> reaches us; only then do messages say that one may reply.</summary>
    public bool RepliesAreRead { get; init; } = Replies is not null;

    public string? ReplyTo(string token) => Replies is null ? null : $"{Replies.User}+{token}@{Replies.Host}";
}
