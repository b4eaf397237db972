using System.Globalization;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Messages;

namespace Recovery.Web.Timelines;

/// <summary>Sentences for what only some channels bring.</summary>
internal static class ChannelSentences
{
    /// <returns>Null for an event that every channel has.</returns>
    public static TimelineEntry? Of(CaseEvent happened) => happened switch
    {
        MessageWithheld e => Staff($"{MessageName(e.Kind)} was not sent, “{e.Subject}”: {Ended(e.Reason)}") with { MessageHtml = MessageShown.AsHtml(e.Body) },
        AutomaticReplyReceived e => Staff($"A program of the customer's answered{With(e.Attachments.Length)}: {Ended(e.Reason)}") with { Words = Said(e.Text) },
        DuplicateSuspected e => Staff($"Perhaps the same complaint as {e.Reference}: {Ended(e.Why)}"),
        KeptApart e => Staff($"Not the same complaint as {e.Reference}."),
        Merged e => Both($"Merged into {e.Reference}, where the complaint goes on.", $"Your complaint goes on under the reference {e.Reference}."),
        ComplaintJoined e => Joined(e),
        CaseLinked e => Staff($"Linked with {e.Reference}: {Ended(e.Why)}"),
        ReviewChanged e => Both(Changed(e), "You changed your review.") with { Before = Said(e.BeforeText), Words = Said(e.AfterText), WordsForCustomer = true },
        PublicReplyDrafted e => Staff("A public reply was drafted.") with
        {
            Words = e.Text.Replace(MessageText.PrivateLink, "(the private link)", StringComparison.Ordinal),
        },
        PublicReplyPosted e => Both("The public reply was posted.", "We replied to your review in public.") with { Words = e.Text, WordsForCustomer = true },
        CustomerCameForward e => Both(
            "Somebody came by the link under our public reply. Nobody has proved that they wrote the review.", "You wrote to us.") with
        {
            Words = e.Text,
            WordsForCustomer = true,
        },
        ListeningAsked e => Staff($"Somebody has to listen to the call before anything is promised: {Ended(e.Reason)}"),
        TranscriptConfirmed e => Staff(e.CustomerSpeaker is { } speaker ? $"Somebody listened to the call: the customer is {Ended(speaker)}" : "Somebody listened to the call.")
            with
        { Words = e.Understood },
        _ => null,
    };

    /// <summary>How the complaint reached us.</summary>
    public static TimelineEntry Received(Complaint complaint) => complaint switch
    {
        { Incident: { } failure } => Both($"We found it first: {Ended(failure.Title)}", "We found that something had gone wrong for you, and opened your case."),
        { Review: { } review } => Both($"A review was posted on {review.Source}{Rated(review)}.", "We read your review."),
        { Mail.Automatic: { } why } => Both($"A mail arrived that no person wrote at that moment: {Ended(why)}", "We received your complaint."),
        _ => Both(
            $"The complaint arrived: {Wording.Channel(complaint.Channel)}{(complaint.Anonymous ? ", anonymous" : "")}{With(complaint.Attachments.Length)}.",
            "We received your complaint."),
    };

    public static TimelineEntry Wrote(CustomerWrote e)
    {
        var files = With(e.Attachments.Length);
        var told = e.Mail is { FromSomebodyElse: true }
            ? Both($"A mail came from another address than the customer's{files}.", $"We had a mail about your case from another address{files}.")
            : Both($"The customer wrote{files}.", $"You wrote to us{files}.");
        return told with { Words = Said(e.Text), WordsForCustomer = true };
    }

    public static string MessageName(MessageKind kind) => kind switch
    {
        MessageKind.Acknowledgement => "Acknowledgement to the customer",
        MessageKind.Holding => "Holding update to the customer",
        MessageKind.Waiting => "Question to the customer",
        MessageKind.Extended => "Word of the new time to the customer",
        MessageKind.Resolution => "Our answer to the customer",
        MessageKind.FollowUp => "Follow-up question to the customer",
        MessageKind.Reopened => "Word of the reopening to the customer",
        MessageKind.Closed => "Word of the closing to the customer",
        MessageKind.Incident => "First word of the failure to the customer",
        _ => "Message to the customer",
    };

    /// <summary>One full stop at its end, whoever wrote it.</summary>
    public static string Ended(string text) => text.Length == 0 || text[^1] is '.' or '!' or '?' or '…' ? text : text + ".";

    private static TimelineEntry Joined(ComplaintJoined e)
    {
        var files = With(e.Complaint.Attachments.Length);
        var staff = e.Reference is { } reference
            ? $"The complaint {reference} joined this one{files}."
            : $"Another complaint of the customer joined this one: {Wording.Channel(e.Complaint.Channel)}{files}.";
        // What another person said, or a program, is no word of the customer's.
        if (e.FromSomebodyElse || e.Complaint.Mail?.Automatic is not null)
            return Staff(staff) with { Words = InTheirWords(e.Complaint) };
        var told = e.Complaint.Incident is { } failure
            ? Both(staff, $"We had told you of this, too: {Ended(failure.Title)}")
            : Both(staff, $"What you told us also belongs to this case{files}.");
        return told with { Words = InTheirWords(e.Complaint), WordsForCustomer = true };
    }

    /// <summary>All that they said in it.</summary>
    private static string InTheirWords(Complaint complaint) =>
        string.Join("\n\n", ((string?[])[complaint.Description, complaint.Impact, complaint.WishedOutcome]).Where(w => !string.IsNullOrWhiteSpace(w)));

    private static string Changed(ReviewChanged e)
    {
        var rating = e.BeforeRating == e.AfterRating
            ? "" : $", rated {Number(e.AfterRating)} of {Number(e.Review.BestRating)} instead of {Number(e.BeforeRating)}";
        return $"The author changed the review{rating}. It had said: “{e.BeforeText}”.";
    }

    private static string Rated(ReviewOrigin review) =>
        (review.Author is { } author ? $" by {author}" : "") + (review.Rating is { } rating ? $", rated {Number(rating)} of {Number(review.BestRating)}" : "");

    private static string Number(decimal? rating) => rating is { } given ? given.ToString("0.##", CultureInfo.InvariantCulture) : "nothing";

    private static string With(int files) => files switch
    {
        0 => "",
        1 => ", with 1 file",
        _ => $", with {files} files",
    };

    private static string? Said(string text) => text.Length == 0 ? null : text;

    private static TimelineEntry Staff(string text) => new() { Event = null!, Type = "", Text = text };

    private static TimelineEntry Both(string staff, string customer) => Staff(staff) with { CustomerText = customer };
}
