using System.Collections.Immutable;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Web.Http;

namespace Recovery.Web.Cases;

/// <summary>A complaint as the API tells it, with what only its channel knows.</summary>
internal static class OriginView
{
    public static object Of(Complaint c) => new
    {
        Channel = Wire.Word(c.Channel),
        c.Description,
        c.Anonymous,
        c.Name,
        c.Email,
        c.Phone,
        ContactPreference = c.ContactPreference is { } preference ? Wire.Word(preference) : null,
        c.Language,
        OccurredAt = Wire.Time(c.OccurredAt),
        c.OrderReference,
        c.Impact,
        c.WishedOutcome,
        c.CustomerId,
        c.Tier,
        GoesOnFrom = c.GoesOnFrom?.Value,
        Attachments = Files(c.Attachments),
        Mail = MailOf(c.Mail),
        Call = c.Call is { } call ? CallOf(call) : null,
        Review = c.Review is { } r
            ? new { r.Source, r.ReviewId, Link = r.Link?.AbsoluteUri, r.Author, r.Rating, r.BestRating, r.Public, PostedAt = Wire.Time(r.PostedAt) }
            : null,
        Incident = c.Incident is { } i ? new { i.Id, i.Title, HappenedAt = Wire.Time(i.HappenedAt), i.Message, i.Category } : null,
    };

    /// <summary>Of one entry in the timeline; null when it brought none.</summary>
    public static IReadOnlyList<object>? AttachmentsOf(CaseEvent happened) => Files(CaseFiles.Of(happened)) is { Length: > 0 } files ? files : null;

    private static object[]? Files(ImmutableArray<Attachment> files) =>
        files.IsDefaultOrEmpty ? null : [.. files.Select(f => new { f.Name, f.MediaType, f.Size, f.Sha256 })];

    private static object? MailOf(MailOrigin? mail) =>
        mail is null ? null : new { mail.MessageId, mail.From, mail.Subject, SentAt = Wire.Time(mail.SentAt), mail.Folded, mail.Automatic, mail.FromSomebodyElse, mail.Oddities };

    private static object CallOf(CallTranscript call) => new
    {
        call.CallId,
        StartedAt = Wire.Time(call.StartedAt),
        call.CustomerSpeaker,
        call.CustomerConfidence,
        call.CustomerFoundBy,
        call.WordConfidence,
        call.Masked,
        Lines = call.Lines.Select(l => new { l.Speaker, At = Seconds(l.At), Until = Seconds(l.Until), l.Text, l.Confidence }),
    };

    /// <summary>From the start of the call.</summary>
    private static double? Seconds(Duration? at) => at is { } known ? Math.Round(known.TotalSeconds, 3) : null;
}
