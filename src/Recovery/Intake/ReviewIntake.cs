using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Recovery.Cases;
using Recovery.Complaints;

namespace Recovery.Intake;

/// <summary>Reviews and posts in public: the first time a case, changed later on the same case.</summary>
public sealed class ReviewIntake(ComplaintIntake intake, CaseService cases, ICaseStore store)
{
    /// <param name="text">What it says; may be empty when a rating stands alone.</param>
    /// <param name="language">BCP 47 tag, if the site tells.</param>
    /// <returns><see cref="Done"/> without events when nothing has changed since the last time.</returns>
    public async Task<CommandResult> ReceiveAsync(ReviewOrigin review, string text, string? language, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(text);
        review = review with { Source = review.Source.ToLowerInvariant() };
        var id = CaseId.From("review", $"{review.Source}\n{review.ReviewId}");
        var words = Words(text, review);
        if (await store.LoadAsync(id, cancel) is not { } known)
        {
            var complaint = new Complaint { Channel = Channel.Review, Description = words, Language = language, Review = review };
            // The same fingerprint whatever it says: another text under the same id is a change, not a fault.
            var opened = await intake.OpenAsync(new IncomingComplaint(id, new CommandId("open"), complaint), cancel);
            if (opened is not Done { Events.Count: 0, Case: var meanwhile })
                return opened;
            known = meanwhile;
        }

        // Not every watcher of a site tells of a change all that it told at first.
        if (known.Complaint.Review is { } before)
            review = review with { Link = review.Link ?? before.Link, Author = review.Author ?? before.Author, PostedAt = review.PostedAt ?? before.PostedAt };
        if (known.Complaint.Description == words && known.Complaint.Review?.Rating == review.Rating)
            return new Done(known, []);
        // The version lets an author go back to earlier words; two deliveries at once have the same.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{review.Rating}\n{words}")));
        return await cases.ExecuteAsync(id, new ChangeReview(new CommandId($"review:{known.Version}", hash), review, words), null, cancel);
    }

    private static string Words(string text, ReviewOrigin review)
    {
        var words = PlainText.Mended(text);
        if (words.Length > 0)
            return PlainText.Start(words, IntakeLimits.Description);
        return review.Rating is { } rating ? $"(no text; rated {Number(rating)} of {Number(review.BestRating)})" : "";
    }

    private static string Number(decimal rating) => rating.ToString("0.##", CultureInfo.InvariantCulture);
}
