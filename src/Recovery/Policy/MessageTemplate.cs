namespace Recovery.Policy;

/// <summary>A Handlebars template over Markdown; the placeholders are listed in <see cref="Messages.Placeholders"/>.</summary>
public sealed record MessageTemplate
{
    /// <summary>One line; no links.</summary>
    public required string Subject { get; init; }

    /// <summary>Markdown. Values are made safe; a line break is one that the reader sees.</summary>
    public required string Body { get; init; }
}

public sealed record CustomerTemplates
{
    /// <summary>At once: we have it, we own it, and when they hear next.</summary>
    public required MessageTemplate Acknowledgement { get; init; }

    /// <summary>When an update or the answer slipped: we have not finished, who has been called in, next word by when.</summary>
    public required MessageTemplate Holding { get; init; }

    /// <summary>Round what staff write.</summary>
    public required MessageTemplate Message { get; init; }

    /// <summary>What we need from the customer; the clock stands.</summary>
    public required MessageTemplate Waiting { get; init; }

    /// <summary>The answer comes later, and why.</summary>
    public required MessageTemplate Extended { get; init; }

    /// <summary>Our answer.</summary>
    public required MessageTemplate Resolution { get; init; }

    /// <summary>Is it solved?</summary>
    public required MessageTemplate FollowUp { get; init; }

    /// <summary>It is open again.</summary>
    public required MessageTemplate Reopened { get; init; }

    /// <summary>It is closed.</summary>
    public required MessageTemplate Closed { get; init; }

    /// <summary>The first word to a customer whom a failure hit, before they complain. Absent: a built-in one in English.</summary>
    public MessageTemplate? Incident { get; init; }

    /// <summary>Drafted for staff to post under a review: thanks, what it must have felt like, and the way to a private place. Nothing personal can stand in it. Absent: a built-in one in English.</summary>
    public string? PublicReply { get; init; }

    /// <summary>What {{replyHint}} says in messages that the customer may answer by mail; it is left out where mail to us is not read.</summary>
    public string? ReplyHint { get; init; }
}

public sealed record AlertTemplates
{
    /// <summary>To the new owner.</summary>
    public required MessageTemplate Assigned { get; init; }

    /// <summary>To the owner, before a promise is due.</summary>
    public required MessageTemplate Reminder { get; init; }

    /// <summary>To the role of the level that was reached.</summary>
    public required MessageTemplate Escalated { get; init; }

    /// <summary>To the owner.</summary>
    public required MessageTemplate CustomerWrote { get; init; }

    /// <summary>To the role that approves.</summary>
    public required MessageTemplate ApprovalNeeded { get; init; }

    /// <summary>To the owner.</summary>
    public required MessageTemplate Reopened { get; init; }

    /// <summary>To the owner: our message did not reach the customer.</summary>
    public required MessageTemplate Undelivered { get; init; }

    /// <summary>To who answers for a webhook: its events are given up. Absent, as may be the two below: a built-in one in English.</summary>
    public MessageTemplate? WebhookParked { get; init; }

    /// <summary>To who answers for a webhook: its receiver wants no more, and it is switched off.</summary>
    public MessageTemplate? WebhookDisabled { get; init; }

    /// <summary>To who answers for a webhook: its secret cannot be read, and nothing is sent.</summary>
    public MessageTemplate? WebhookNotSigned { get; init; }
}
