using NodaTime;
using Recovery.Complaints;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>A review as it was read.</summary>
/// <param name="Text">May be empty when there is a rating.</param>
internal sealed record ReadReview(ReviewOrigin Review, string Text, string? Language);

/// <summary>Reads what <c>POST /api/intake/reviews</c> takes.</summary>
internal static class ReviewReader
{
    private const int Source = 50;
    private const int ReviewId = 200;
    private const int Link = 2_000;
    private const int Author = 200;
    private const decimal Best = 5;
    private const decimal MostStars = 1_000;

    private static readonly string[] s_members =
        ["source", "reviewId", "link", "author", "rating", "bestRating", "text", "public", "postedAt", "language"];

    /// <returns>The review, or every fault in it.</returns>
    public static (ReadReview? Review, IReadOnlyList<FieldFault> Faults) Read(byte[] body, Instant now)
    {
        var (document, unreadable) = RequestBody.Read(body);
        if (document is null)
            return (null, [new FieldFault("body", unreadable!)]);
        var faults = new List<FieldFault>();
        var fields = new FieldReader(document.Members, faults);
        fields.Only(s_members);
        var best = fields.Number("bestRating", 1, MostStars) ?? Best;
        var review = new ReviewOrigin
        {
            Source = fields.Text("source", Source, required: true)?.ToLowerInvariant() ?? "",
            ReviewId = fields.Text("reviewId", ReviewId, required: true) ?? "",
            Link = Address(fields),
            Author = fields.Text("author", Author),
            Rating = fields.Number("rating", 0, best),
            BestRating = best,
            Public = fields.Flag("public") ?? true,
            PostedAt = fields.Time("postedAt"),
        };
        var text = fields.Lines("text", IntakeLimits.Description) ?? "";
        var language = fields.Text("language", IntakeLimits.Language);
        if (text.Length == 0 && review.Rating is null && faults.Count == 0)
            fields.Fault("text", "is missing, and so is a rating; a review has one of them at least");
        ComplaintReader.CheckLanguage(fields, language);
        ComplaintReader.CheckPast(fields, "postedAt", review.PostedAt, now);
        return (faults.Count == 0 ? new ReadReview(review, text, language) : null, faults);
    }

    private static Uri? Address(FieldReader fields)
    {
        if (fields.Text("link", Link) is not { } text)
            return null;
        // Staff follow it: nothing but a page of the web will do.
        if (Uri.TryCreate(text, UriKind.Absolute, out var link) && link.Scheme is "https" or "http" && link.UserInfo.Length == 0)
            return link;
        fields.Fault("link", "must be an address such as https://reviews.example/r/1");
        return null;
    }
}
