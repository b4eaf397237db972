using Recovery.Cases;
using Recovery.Complaints;

namespace Recovery.Tests.Intake;

public class ReviewIntakeTests
{
    private static readonly ReviewOrigin s_review = new() { Source = "trustpilot", ReviewId = "r1", Author = "K.", Rating = 2 };

    private readonly Desk _desk = new();

    [Fact]
    public async Task A_review_is_a_case_once_however_often_it_is_told()
    {
        var first = await ReceiveAsync(s_review, "Never again.");
        var again = await ReceiveAsync(s_review with { Source = "Trustpilot" }, " Never again. ");
        var other = await ReceiveAsync(s_review with { Source = "google" }, "Never again.");

        Assert.Equal((first.Case.Id, 0), (again.Case.Id, again.Events.Count));
        Assert.NotEqual(first.Case.Id, other.Case.Id);
        Assert.Equal(("Never again.", null, null), (first.Case.Complaint.Description, first.Case.Complaint.Name, first.Case.Complaint.Email));
    }

    [Fact]
    public async Task Each_change_stands_as_before_and_after_also_when_the_author_goes_back_to_earlier_words()
    {
        var first = await ReceiveAsync(s_review, "Never again.");
        await ReceiveAsync(s_review with { Rating = 4 }, "They made it good.");
        await ReceiveAsync(s_review, "Never again.");
        await ReceiveAsync(s_review with { Rating = 4 }, "They made it good.");
        var repeat = await ReceiveAsync(s_review with { Rating = 4 }, "They made it good.");

        Assert.Empty(repeat.Events);
        var changes = await _desk.EventsAsync<ReviewChanged>(first.Case);
        Assert.Equal(["They made it good.", "Never again.", "They made it good."], changes.Select(c => c.AfterText));
        Assert.Equal(("Never again.", 2m, 4m), (changes[0].BeforeText, changes[0].BeforeRating, changes[0].AfterRating));
    }

    [Fact]
    public async Task A_change_that_leaves_out_who_wrote_it_and_where_does_not_forget_them()
    {
        var link = new Uri("https://reviews.example/r1");
        await ReceiveAsync(s_review with { Link = link }, "Never again.");

        var changed = await ReceiveAsync(new ReviewOrigin { Source = "trustpilot", ReviewId = "r1", Rating = 4 }, "They made it good.");

        Assert.Equal(("K.", link, 4m), (changed.Case.Complaint.Review!.Author, changed.Case.Complaint.Review.Link, changed.Case.Complaint.Review.Rating));
    }

    [Fact]
    public async Task Stars_without_words_are_a_complaint_too()
    {
        Assert.Equal("(no text; rated 1.5 of 5)", (await ReceiveAsync(s_review with { Rating = 1.50m }, "")).Case.Complaint.Description);
        var nothing = await _desk.Reviews.ReceiveAsync(s_review with { ReviewId = "r2", Rating = null }, " ", null, default);
        Assert.Equal("description", Assert.IsType<NotDone>(nothing).Refusal.Field);
    }

    private async Task<Done> ReceiveAsync(ReviewOrigin review, string text) =>
        Assert.IsType<Done>(await _desk.Reviews.ReceiveAsync(review, text, "en", default));
}
