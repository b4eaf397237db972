using System.Collections.Immutable;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Intake;

namespace Recovery.Web.Cases;

/// <summary>A file of a case.</summary>
/// <param name="Places">The cases under which it may be kept.</param>
/// <param name="At">When what it came with was taken in.</param>
public sealed record CaseFile(Attachment File, ImmutableArray<CaseId> Places, Instant At);

/// <summary>Every file that a case has, with those of the cases that were merged into it, and of the cases merged into those.</summary>
internal static class CaseFiles
{
    public static async Task<IReadOnlyList<CaseFile>> OfAsync(ICaseStore store, CaseId id, IReadOnlyList<CaseEvent> history, CancellationToken cancel)
    {
        var seen = new HashSet<CaseId> { id };
        var files = new List<CaseFile>();
        var waiting = new Queue<(CaseId Case, IReadOnlyList<CaseEvent> History)>([(id, history)]);
        while (waiting.TryDequeue(out var next))
        {
            files.AddRange(next.History.SelectMany(e => Of(e).Select(f => new CaseFile(f, Places(next.Case, e), e.At))));
            foreach (var from in next.History.OfType<ComplaintJoined>().Select(j => j.From).OfType<CaseId>().Where(seen.Add))
                waiting.Enqueue((from, await store.HistoryAsync(from, cancel)));
        }

        return files;
    }

    /// <summary>What came with one event.</summary>
    public static ImmutableArray<Attachment> Of(CaseEvent happened) => happened switch
    {
        ComplaintReceived received => received.Complaint.Attachments,
        CustomerWrote wrote => wrote.Attachments,
        AutomaticReplyReceived automatic => automatic.Attachments,
        ComplaintJoined joined => joined.Complaint.Attachments,
        Noted noted => noted.Attachments,
        _ => [],
    } is { IsDefault: false } files ? files : [];

    private static ImmutableArray<CaseId> Places(CaseId own, CaseEvent happened) =>
        happened is ComplaintJoined joined && (joined.From ?? ComplaintIntake.CameAs(joined)) is { } other ? [own, other] : [own];
}
