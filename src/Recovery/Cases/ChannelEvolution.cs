using System.Collections.Immutable;

namespace Recovery.Cases;

/// <summary>Folds what only some channels bring.</summary>
internal static class ChannelEvolution
{
    public static Case Fold(Case c, CaseEvent happened) => happened switch
    {
        MessageWithheld e => c.Withheld.Contains(e.Kind) ? c : c with { Withheld = c.Withheld.Add(e.Kind) },
        DuplicateSuspected e => c with { Suspects = Without(c, e.Other).Add(new Suspect(e.Other, e.Reference, e.Why)) },
        KeptApart e => c with { Suspects = Without(c, e.Other) },
        Merged e => c with { MergedInto = new LinkedCase(e.Into, e.Reference, "the same complaint"), Suspects = [] },
        ComplaintJoined e => Joined(c, e),
        CaseLinked e => c with { Links = c.Links.Add(new LinkedCase(e.Other, e.Reference, e.Why)), Suspects = Without(c, e.Other) },
        ReviewChanged e => c with
        {
            Complaint = c.Complaint with { Review = e.Review, Description = string.IsNullOrWhiteSpace(e.AfterText) ? c.Complaint.Description : e.AfterText },
            HeardFrom = true,
            // A better rating asks for no answer.
            AwaitsOurReply = c.AwaitsOurReply || !(e.AfterRating > e.BeforeRating),
        },
        PublicReplyDrafted e => c with { PublicReply = new PublicReply(e.Text, Posted: false) },
        PublicReplyPosted e => c with
        {
            PublicReply = new PublicReply(e.Text, Posted: true),
            AwaitsOurReply = false,
            AskedAndUnanswered = false,
            Withheld = [],
        },
        CustomerCameForward e => c with
        {
            Complaint = c.Complaint with { Name = e.Name, Email = e.Email, Phone = e.Phone, OrderReference = e.OrderReference ?? c.Complaint.OrderReference },
            CameForward = true,
            OnStatusPage = true,
            HeardFrom = true,
            AwaitsOurReply = true,
        },
        ListeningAsked e => c with { AwaitsListening = e.Reason },
        TranscriptConfirmed e => Confirmed(c, e),
        _ => c,
    };

    private static ImmutableArray<Suspect> Without(Case c, CaseId other) => c.Suspects.RemoveAll(s => s.Case == other);

    /// <summary>
    /// A way to the customer that the case lacked is taken from what they wrote now; one that it has is not replaced. An address is
    /// taken from what staff merged alone: the case's private page is sent there, and a number that finds a case proves nothing.
    /// </summary>
    private static Case Joined(Case c, ComplaintJoined e)
    {
        var (own, joined) = (c.Complaint, e.Complaint);
        var automatic = joined.Mail?.Automatic is not null;
        var known = own.Anonymous || joined.Anonymous || automatic
            ? own
            : own with
            {
                Name = own.Name ?? joined.Name,
                Email = own.Email ?? (e.From is null ? null : joined.Email),
                Phone = own.Phone ?? joined.Phone,
                OrderReference = own.OrderReference ?? joined.OrderReference,
            };
        return c with
        {
            Complaint = known,
            Suspects = e.From is { } from ? Without(c, from) : c.Suspects,
            HeardFrom = c.HeardFrom || !automatic,
            AwaitsOurReply = c.AwaitsOurReply || !automatic,
        };
    }

    /// <summary>Their own words are those of the speaker whom somebody has heard to be the customer.</summary>
    private static Case Confirmed(Case c, TranscriptConfirmed e)
    {
        var call = c.Complaint.Call!;
        var complaint = c.Complaint;
        if (e.CustomerSpeaker is { } speaker)
        {
            var words = string.Join('\n', call.Lines.Where(l => l.Speaker == speaker).Select(l => l.Text));
            complaint = complaint with
            {
                Call = call with { CustomerSpeaker = speaker, CustomerConfidence = 1, CustomerFoundBy = $"{e.By.Name} listened" },
                Description = speaker == call.CustomerSpeaker || string.IsNullOrWhiteSpace(words) ? complaint.Description : words,
            };
        }

        return c with { Complaint = complaint, AwaitsListening = null, Understood = e.Understood ?? c.Understood };
    }
}
