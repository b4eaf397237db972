using NodaTime;
using Recovery.Cases;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Web.Cases;
using Recovery.Web.Timelines;

namespace Recovery.Web.Console;

/// <summary>A message that no program may send, ready for somebody who may.</summary>
/// <param name="Reason">Why no program may.</param>
/// <param name="Text">What it would have said, without what every message of staff says anyway: greeting, link, signature.</param>
public sealed record WithheldText(MessageKind Kind, string Reason, string Text);

/// <summary>What the page of a case makes of its history beside the timeline.</summary>
internal static class CaseFileParts
{
    /// <summary>Stands for what somebody writes, to learn what a message of staff has round it.</summary>
    private const string Marker = "(text of staff)";

    public static IReadOnlyList<WithheldText> Withheld(Case subject, IReadOnlyList<CaseEvent> history, RecoveryPolicy policy, Instant now)
    {
        if (subject.Withheld.IsEmpty)
            return [];
        var round = AroundStaffText(subject, policy, now);
        return
        [
            .. subject.Withheld.Distinct()
                .Select(kind => history.OfType<MessageWithheld>().LastOrDefault(m => m.Kind == kind)).OfType<MessageWithheld>()
                .Select(m => new WithheldText(m.Kind, m.Reason, MessageBody.ToText(string.Join("\n\n", Paragraphs(MessageShown.WithoutLink(m.Body)).Where(p => !round.Any(r => r == p || r.EndsWith('\n' + p, StringComparison.Ordinal))))))),
        ];
    }

    /// <summary>Each once, the newest first.</summary>
    public static IReadOnlyList<CaseFile> Files(IReadOnlyList<CaseFile> files) => [.. files.OrderByDescending(f => f.At).DistinctBy(f => (f.File.Sha256, f.File.Name))];

    /// <summary>Where the review stands; null unless it is an address that a browser opens as a page.</summary>
    public static Uri? Page(Uri? link) => link is { IsAbsoluteUri: true, Scheme: "https" or "http" } ? link : null;

    /// <summary>Its paragraphs; the last lines of one may stand alone elsewhere, as the signature under the owner's name.</summary>
    private static string[] AroundStaffText(Case subject, RecoveryPolicy policy, Instant now)
    {
        var tried = CaseDecider.Decide(new SendMessage(new CommandId("try"), Actor.Staff("staff"), Marker), subject, policy, now);
        var body = (tried as Accepted)?.Events.OfType<MessageWritten>().LastOrDefault()?.Body ?? "";
        return Paragraphs(MessageShown.WithoutLink(body));
    }

    private static string[] Paragraphs(string markdown) => markdown.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
