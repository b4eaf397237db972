using System.Collections.Immutable;

namespace Recovery.Messages;

/// <summary>
/// What templates may name. All are text; one that a case does not have is empty, so <c>{{#if remedy}}</c> works. One that
/// only says whether something is so is "yes" or empty: it chooses the sentence, which stands in the template.
/// Times are told in the policy's zone: "Tue 24 Nov 2026 14:00 (Europe/Berlin)".
/// </summary>
public static class Placeholders
{
    /// <summary>Known in every template. The links are marks that the shell fills in.</summary>
    public static readonly ImmutableArray<string> Everywhere = ["organisation", "signature", "reference", "issue", "owner"];

    /// <summary>
    /// Known in templates to customers: their name, what they wrote (short, links taken out), how it feels, when we next
    /// write, when it is resolved, who took the escalation, the level that was called in and that nobody has taken yet (its
    /// name in lower case), staff's text, the reason that staff gave, the explanation, the remedy, until when we wait, when
    /// the case closes by itself, and their private link. Yes or empty: in <c>holding</c>, which promise slipped; in
    /// <c>resolution</c>, the outcome; in <c>closed</c>, whether the customer confirmed or was silent; in <c>reopened</c>,
    /// whether they said that it is not solved, wrote after the closing, or wrote after the answer and had no reply. In
    /// <c>acknowledgement</c> of a call, what was understood of it; in <c>closed</c>, the reference of the case in which a
    /// merged one goes on; in <c>incident</c>, what happened in a line, when, and the message about it. <c>replyHint</c> is
    /// the language's own sentence where answers by mail are read, else nothing.
    /// </summary>
    public static readonly ImmutableArray<string> Customer =
    [
        .. Everywhere, "name", "words", "feeling", "nextUpdate", "resolveBy", "takenBy", "calledIn", "text", "reason",
        "explanation", "remedy", "until", "closesAt", "statusLink", "updateSlipped", "resolutionSlipped", "upheld", "partlyUpheld",
        "notUpheld", "confirmed", "bySilence", "notSolved", "wroteAgain", "unanswered",
        "understood", "mergedInto", "whatHappened", "happenedAt", "message", "replyHint",
    ];

    /// <summary>Known in public replies: nothing that tells of a case or a person.</summary>
    public static readonly ImmutableArray<string> Public = ["organisation", "signature", "issue", "feeling", "privateLink"];

    /// <summary>Known in alerts: what is due and when and by which rule, the level reached, why, and the link to the case.</summary>
    public static readonly ImmutableArray<string> Alert =
        [.. Everywhere, "category", "severity", "promise", "due", "explanation", "level", "levelName", "reason", "remedy", "consoleLink"];

    /// <summary>
    /// Known in alerts about a webhook: what staff call it, the host of its receiver, how often an event is tried, the days that
    /// this takes, and the link to its page.
    /// </summary>
    public static readonly ImmutableArray<string> Webhook = ["organisation", "signature", "webhook", "receiver", "tries", "days", "consoleLink"];
}
